"""Weather of a place: seasons, days, passing fronts, the sun's position; and forecasts of it."""

from dataclasses import dataclass

import numpy as np

from mock_device_api.noise import Floats, Ints, key, normal, smooth

HOUR = 3600
DAY = 86400
FORECAST_HOURS = 72


@dataclass(frozen=True)
class Sky:
    """What the weather is at each instant."""

    temperature_c: Floats
    humidity_pct: Floats
    irradiance_w_m2: Floats
    wind_speed_m_s: Floats
    precipitation_mm: Floats
    cloud_cover_pct: Floats


@dataclass(frozen=True)
class Station:
    """A weather station; everything it will ever report follows from its seed and place."""

    station_id: str
    latitude: float
    longitude: float
    seed: int

    def _stream(self, name: str) -> int:
        return key(self.seed, self.station_id, name)

    def cloud(self, ts: Ints) -> Floats:
        """Cloud cover 0..1."""
        slow = smooth(self._stream("front"), ts, 40 * HOUR)
        fast = smooth(self._stream("cloud"), ts, 5 * HOUR)
        return np.clip(0.62 + 0.28 * slow + 0.16 * fast, 0.0, 1.0)

    def elevation(self, ts: Ints) -> Floats:
        """Sine of the sun's elevation (declination and hour angle, to about half a degree)."""
        day = ts / DAY
        declination = np.radians(-23.44) * np.cos(2 * np.pi * (day + 10) / 365.2425)
        angle = 2 * np.pi * (day % 1.0 - 0.5) + np.radians(self.longitude)
        latitude = np.radians(self.latitude)
        upright = np.sin(latitude) * np.sin(declination)
        sine: Floats = upright + np.cos(latitude) * np.cos(declination) * np.cos(angle)
        return sine

    def irradiance(self, ts: Ints) -> Floats:
        """Global horizontal irradiance in W/m²: clear sky, dimmed by clouds (Kasten-Czeplak)."""
        sun = np.maximum(self.elevation(ts), 0.0)
        clear = 910.0 * sun * np.exp(-0.057 / np.maximum(sun, 0.02))
        return clear * (1.0 - 0.75 * self.cloud(ts) ** 3.4)

    def temperature(self, ts: Ints) -> Floats:
        """Air temperature in °C: season, hour of the sun, fronts."""
        day = ts / DAY
        warmth = 22.5 - 0.25 * abs(self.latitude)
        season = warmth - 6.0 * np.cos(2 * np.pi * (day - 20) / 365.2425)
        swing = (3.6 + 1.6 * np.cos(2 * np.pi * (day - 172) / 365.2425)) * (1.3 - self.cloud(ts))
        hour = day % 1.0 * 24 + self.longitude / 15
        fronts = 2.4 * smooth(self._stream("temperature"), ts, 66 * HOUR)
        gusts = 0.5 * smooth(self._stream("air"), ts, 2 * HOUR)
        return season + swing * np.cos(2 * np.pi * (hour - 15) / 24) + fronts + gusts

    def sky(self, ts: Ints) -> Sky:
        """Everything at once, unrounded."""
        cloud = self.cloud(ts)
        temperature = self.temperature(ts)
        sun = np.maximum(self.elevation(ts), 0.0)
        humid = 80.0 + 12.0 * (cloud - 0.6) - 26.0 * sun
        humid = humid + 6.0 * smooth(self._stream("humidity"), ts, 9 * HOUR)
        wind = np.abs(4.2 + 2.6 * smooth(self._stream("wind"), ts, 11 * HOUR))
        rain = smooth(self._stream("rain"), ts, 3 * HOUR) * (cloud > 0.82)
        return Sky(
            temperature,
            np.clip(humid, 18.0, 100.0),
            self.irradiance(ts),
            wind,
            np.maximum(rain * 1.4, 0.0),
            cloud * 100.0,
        )

    def observed(self, ts: Ints) -> Sky:
        """What the station measured: the sky, rounded as an instrument does."""
        return _rounded(self.sky(ts))

    def forecast(self, issued: int, ts: Ints) -> Sky:
        """What was forecast at `issued` for `ts`: right at first, then less and less."""
        sky = self.sky(ts)
        lead = (ts - issued) / HOUR
        run = key(self.seed, self.station_id, "forecast", issued)
        bias = normal(run, np.array([0], dtype=np.int64))[0]
        error = (0.25 + 0.028 * lead) * (0.6 * bias + 0.8 * smooth(run, ts, 9 * HOUR))
        veil = np.clip(sky.cloud_cover_pct + 0.5 * lead * smooth(run ^ 1, ts, 7 * HOUR), 0.0, 100.0)
        dimmed = (1 - 0.75 * (veil / 100) ** 3.4) / (1 - 0.75 * (sky.cloud_cover_pct / 100) ** 3.4)
        # A recorded sky may know no clouds: then the light itself is off by a little.
        dimmed = np.where(np.isnan(dimmed), np.clip(1 + 0.08 * error, 0.3, 1.7), dimmed)
        return _rounded(
            Sky(
                sky.temperature_c + error,
                np.clip(sky.humidity_pct - 2.0 * error, 15.0, 100.0),
                sky.irradiance_w_m2 * dimmed,
                np.maximum(sky.wind_speed_m_s * (1 + 0.1 * error), 0.0),
                np.maximum(sky.precipitation_mm * (1 + 0.2 * error), 0.0),
                veil,
            )
        )


def _rounded(sky: Sky) -> Sky:
    return Sky(
        np.round(sky.temperature_c, 1),
        np.round(sky.humidity_pct, 1),
        np.round(sky.irradiance_w_m2, 1),
        np.round(sky.wind_speed_m_s, 1),
        np.round(sky.precipitation_mm, 2),
        np.round(sky.cloud_cover_pct, 0),
    )
