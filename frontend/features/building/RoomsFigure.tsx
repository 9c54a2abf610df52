"use client";

import { Figure } from "@/components/figure/Figure";
import { Async, Empty } from "@/components/figure/states";
import { Rooms } from "@/components/rooms/Rooms";
import { useRooms } from "@/lib/api/queries";
import type { Building } from "@/lib/api/types";
import { shortDate } from "@/lib/time/label";
import { addDays, localDate, startOfDate } from "@/lib/time/zone";

/** kWh a bed in the last seven whole days. */
export function RoomsFigure({ building, asOf }: { building: Building; asOf: number }) {
  const zone = building.timezone;
  const end = localDate(asOf - 1, zone);
  const dates = { start: addDays(end, -7), end };
  const query = useRooms(building.building_id, dates);
  const day = (date: string) => shortDate(startOfDate(date, zone), zone);
  return (
    <Figure title="Rooms" subtitle={`kWh per bed, ${day(dates.start)} – ${day(addDays(end, -1))}`}>
      <Async query={query} height={240} label="Rooms">
        {({ rooms }) =>
          rooms.length === 0 ? (
            <Empty title="No room of this building is known to the data source" />
          ) : (
            <Rooms
              rooms={rooms.map((room) => ({
                id: room.space_id,
                name: room.name ?? room.space_id,
                floor: room.floor,
                beds: room.beds,
                perBed: room.per_bed,
                floorMedian: room.floor_median,
              }))}
            />
          )
        }
      </Async>
    </Figure>
  );
}
