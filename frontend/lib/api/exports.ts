import { api } from "./client";
import { fileOf, type Download, type FileForm } from "./file";
import type { Dates } from "./queries";

/** A table that the server writes as a file, in the form asked for. */
export type Export = (format: FileForm) => Promise<Download>;

const span = ({ start, end }: Dates) => ({ start_date: start, end_date: end });

/** The energy of a building over local days, as the load chart and the carpet show it. */
export const energyFile =
  (id: string, dates: Dates, resolution: "hour" | "day"): Export =>
  (format) =>
    fileOf(
      api.GET("/api/v1/buildings/{building_id}/energy", {
        params: { path: { building_id: id }, query: { ...span(dates), resolution, format } },
        parseAs: "blob",
      }),
    );

/** The same, by sub-meter. */
export const breakdownFile =
  (id: string, dates: Dates, resolution: "hour" | "day"): Export =>
  (format) =>
    fileOf(
      api.GET("/api/v1/buildings/{building_id}/breakdown", {
        params: { path: { building_id: id }, query: { ...span(dates), resolution, format } },
        parseAs: "blob",
      }),
    );

/** kWh a bed, room by room. */
export const roomsFile =
  (id: string, dates: Dates): Export =>
  (format) =>
    fileOf(
      api.GET("/api/v1/buildings/{building_id}/rooms", {
        params: { path: { building_id: id }, query: { ...span(dates), format } },
        parseAs: "blob",
      }),
    );

/** Every reading of a device in [start, end), with its revision and quality. */
export const readingsFile =
  (id: string, start: number, end: number): Export =>
  (format) =>
    fileOf(
      api.GET("/api/v1/devices/{device_id}/series", {
        params: {
          path: { device_id: id },
          query: {
            start: new Date(start).toISOString(),
            end: new Date(end).toISOString(),
            resolution: "raw",
            format,
          },
        },
        parseAs: "blob",
      }),
    );
