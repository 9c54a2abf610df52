"use client";

import { VisuallyHidden } from "@mantine/core";

import { HatchKey, hatched } from "@/components/figure/Hatch";
import { Value } from "@/components/figure/KeyFigure";
import { useProof } from "@/features/proof/useProof";
import { show, type Figure } from "@/lib/format/figure";
import { change, number } from "@/lib/format/number";
import { likeBounds, rampStep } from "@/lib/ramp";
import { useTokens } from "@/theme/useTokens";

import classes from "./rooms.module.css";
import tables from "../table.module.css";

export interface Room {
  id: string;
  name: string;
  floor: number | null;
  beds: number;
  perBed: Figure;
  floorMedian: number | null;
}

/** Half as much again as the room in the middle of its floor. */
const FAR = 1.5;

function isFar(room: Room): boolean {
  const value = show(room.perBed).known ? room.perBed.value : null;
  return value !== null && !!room.floorMedian && value > room.floorMedian * FAR;
}

/** Rooms by floor, the highest on top: width is beds, shade is kWh a bed. */
export function Rooms({ rooms }: { rooms: Room[] }) {
  const t = useTokens();
  const open = useProof();
  const floors = [...new Set(rooms.map((room) => room.floor))].sort(
    (a, b) => (b ?? -99) - (a ?? -99),
  );
  const [low, high] = likeBounds(rooms.map((room) => room.perBed.value));
  const far = rooms.filter(isFar).sort((a, b) => ratio(b) - ratio(a));
  const beds = [...new Set(rooms.map((room) => room.beds))].sort((a, b) => a - b).join(", ");

  return (
    <>
      <div className={classes.key}>
        <span>cell width = beds ({beds})</span>
        {far.length > 0 && (
          <span>
            <span className={classes.farKey} aria-hidden="true" /> far above its floor
          </span>
        )}
        <HatchKey label="no meter reading" />
      </div>
      <div className={classes.scroll} role="region" aria-label="Rooms by floor" tabIndex={0}>
        {floors.map((floor) => (
          <div key={floor ?? "none"} className={classes.floor}>
            <div className={classes.floorName}>
              Floor
              <br />
              {floor ?? "–"}
            </div>
            {rooms
              .filter((room) => room.floor === floor)
              .map((room) => {
                const shown = show(room.perBed);
                const step = shown.known ? rampStep(room.perBed.value ?? 0, low, high) : 0;
                return (
                  <button
                    key={room.id}
                    type="button"
                    className={classes.room}
                    data-far={isFar(room)}
                    data-known={shown.known}
                    disabled={!room.perBed.proof}
                    style={{
                      flexGrow: room.beds,
                      minWidth: Math.max(34, room.beds * 13),
                      ...(shown.known
                        ? {
                            background: `var(--ramp-${step})`,
                            color: step >= t.rampFlip ? "var(--bg)" : "var(--ink)",
                          }
                        : hatched),
                    }}
                    onClick={() => room.perBed.proof && open(room.perBed.proof)}
                  >
                    <span>{shortName(room.name)}</span>
                    {shown.known && <span> {number(room.perBed.value ?? 0, 1)}</span>}
                    <VisuallyHidden>
                      {shown.known ? " kWh per bed, " : `, ${shown.note}, `}
                      {room.beds} beds. Show proof
                    </VisuallyHidden>
                  </button>
                );
              })}
          </div>
        ))}
      </div>
      {far.length > 0 && (
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">Room</th>
              <th scope="col">Beds</th>
              <th scope="col">kWh per bed</th>
              <th scope="col">Floor median</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {far.slice(0, 5).map((room) => (
              <tr key={room.id}>
                <th scope="row">{room.name}</th>
                <td>{room.beds}</td>
                <td>
                  <Value figure={room.perBed} label={room.name} unit={false} bar={false} quiet />
                </td>
                <td>{number(room.floorMedian ?? 0, 1)}</td>
                <td>
                  <strong>{change(ratio(room) - 1)}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function ratio(room: Room): number {
  return (room.perBed.value ?? 0) / (room.floorMedian || 1);
}

/** "Room 304" stands as 304 in its cell. */
function shortName(name: string): string {
  return /(\d+\w*)\s*$/.exec(name)?.[1] ?? name;
}
