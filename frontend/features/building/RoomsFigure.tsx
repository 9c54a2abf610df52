"use client";

import { DownloadMenu } from "@/components/download/DownloadMenu";
import { Figure } from "@/components/figure/Figure";
import { Async, Empty } from "@/components/figure/states";
import { Rooms } from "@/components/rooms/Rooms";
import { roomsFile } from "@/lib/api/exports";
import { useRooms } from "@/lib/api/queries";
import type { Building } from "@/lib/api/types";
import { addDays, localDate } from "@/lib/time/zone";

import { spanned } from "./range";

/** kWh a bed in the last seven whole days. */
export function RoomsFigure({ building, asOf }: { building: Building; asOf: number }) {
  const zone = building.timezone;
  const end = localDate(asOf - 1, zone);
  const dates = { start: addDays(end, -7), end };
  const query = useRooms(building.building_id, dates);
  const days = spanned(dates, zone);
  return (
    <Figure
      title="Rooms"
      subtitle={`kWh per bed, ${days}`}
      aside={
        <DownloadMenu
          title="Rooms"
          rows={`by room, ${days}`}
          file={roomsFile(building.building_id, dates)}
        />
      }
    >
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
