// Places for registers: a register with fewer neighbours than places always finds one, so such registers go out of the
// graph first, then those that cost least to keep elsewhere; in the reverse order each takes a place that its neighbours
// left (Chaitin and Briggs).
import { FIRST_VIRTUAL, type Register } from "../instruction.js";
import type { Graph } from "./graph.js";

/** The places that registers may be in, the most wanted first. */
export type PlacesOf = (register: Register) => readonly Register[];

export interface Colouring {
  /** by virtual register; undefined for those that found none */
  readonly placeOf: (register: Register) => Register | undefined;
  /** registers that found no place */
  readonly left: readonly Register[];
}

/** A constant costs less: it is made anew where it is read. */
const CONSTANT = 0.7;

/** The order in which registers leave the graph. */
function simplified(graph: Graph, placesOf: PlacesOf, mustStay: ReadonlySet<Register>): Register[] {
  const { neighbours, cost, constants } = graph;
  const order: Register[] = [];
  const degree = Int32Array.from(neighbours, (list) => list.length);
  const inside = new Uint8Array(neighbours.length);
  const remaining = new Set(graph.appearing.filter((register) => register >= FIRST_VIRTUAL));
  for (const register of remaining) inside[register] = 1;
  const easy = [...remaining].filter((v) => degree[v]! < placesOf(v).length);
  const takeOut = (register: Register) => {
    inside[register] = 0;
    remaining.delete(register);
    order.push(register);
    for (const neighbour of neighbours[register]!) {
      if (!inside[neighbour]) continue;
      degree[neighbour]!--;
      if (degree[neighbour] === placesOf(neighbour).length - 1) easy.push(neighbour);
    }
  };
  const price = (register: Register) =>
    mustStay.has(register)
      ? Number.POSITIVE_INFINITY
      : (cost[register]! * (constants.has(register) ? CONSTANT : 1)) / (degree[register]! + 1);
  while (remaining.size > 0) {
    const next = easy.pop() ?? cheapest(remaining, price);
    if (inside[next]) takeOut(next);
  }
  return order;
}

/** The one of the least price; the first of several. */
function cheapest(registers: Iterable<Register>, price: (register: Register) => number): Register {
  let [best, least]: [Register | undefined, number] = [undefined, 0];
  for (const register of registers) {
    const own = price(register);
    if (best !== undefined && own >= least) continue;
    best = register;
    least = own;
  }
  return best!;
}

/** Places that no neighbour without a place wishes for; all if there are no others. */
function unwished(
  { neighbours, moves }: Graph,
  register: Register,
  free: readonly Register[],
  places: Int32Array,
): readonly Register[] {
  const wished = new Set<Register>();
  for (const neighbour of neighbours[register]!) {
    if (places[neighbour]! >= 0) continue;
    for (const other of moves.get(neighbour) ?? [])
      if (places[other]! >= 0) wished.add(places[other]!);
  }
  const rest = free.filter((place) => !wished.has(place));
  return rest.length > 0 ? rest : free;
}

/**
 * Gives each register a place that none of its neighbours has.
 * @param mustStay registers that no stack slot can help, for they only live from a reload to its use
 */
export function colour(
  graph: Graph,
  placesOf: PlacesOf,
  mustStay: ReadonlySet<Register>,
): Colouring {
  const { types, neighbours, moves } = graph;
  const places = new Int32Array(types.length).fill(-1);
  for (let register = 0; register < FIRST_VIRTUAL; register++) places[register] = register;
  const left: Register[] = [];
  let turn = 0;
  for (const register of simplified(graph, placesOf, mustStay).reverse()) {
    const taken = new Uint8Array(FIRST_VIRTUAL);
    for (const neighbour of neighbours[register]!)
      if (places[neighbour]! >= 0) taken[places[neighbour]!] = 1;
    const free = placesOf(register).filter((place) => !taken[place]);
    if (free.length === 0) {
      left.push(register);
      continue;
    }
    const wish = moves
      .get(register)
      ?.map((other) => places[other]!)
      .find((place) => free.includes(place));
    const kept = wish === undefined ? unwished(graph, register, free, places) : free;
    // Integers take the first, whose instructions are shorter; floats take turns, for the scheduler.
    places[register] = wish ?? (types[register] === "f32" ? free[turn++ % free.length]! : kept[0]!);
  }
  const placeOf = (register: Register) => {
    const place = places[register]!;
    return place < 0 ? undefined : place;
  };
  return { placeOf, left };
}
