import type { components } from "./schema";

type Schemas = components["schemas"];

export type Breakdown = Schemas["Breakdown"];
export type Building = Schemas["Building"];
export type BuildingEnergy = Schemas["BuildingEnergy"];
export type BuildingRow = Schemas["BuildingRow"];
export type DeviceQuality = Schemas["DeviceQuality"];
export type LedgerRow = Schemas["LedgerRow"];
export type Me = Schemas["Me"];
export type Proof = Schemas["Proof"];
export type Quality = Schemas["Quality"];
export type Rooms = Schemas["Rooms"];
export type Series = Schemas["Series"];
export type Summary = Schemas["Summary"];
export type SyncHealth = Schemas["SyncHealth"];
export type SyncRun = Schemas["SyncRun"];
export type Token = Schemas["Token"];
