// Places for registers: a register with fewer neighbours than places always finds one, so such registers go out of the
// graph first, then those that cost least to keep elsewhere; in the reverse order each takes a place that its neighbours
// left (Chaitin and Briggs).
import { FIRST_VIRTUAL, type Register } from "../instruction.js";
import type { Graph } from "./graph.js";

/** The places that registers may be in, the most wanted first. */
export type PlacesOf = (register: Register) => readonly Register[];

export interface Colouring {
  /** by register; less than 0 for those that found none */
  readonly places: Int32Array;
  /** registers that found no place */
  readonly left: readonly Register[];
}

/** A constant costs less: it is made anew where it is read. */
const CONSTANT = 0.7;

/** The order in which registers leave the graph. */
function simplified(graph: Graph, placesOf: PlacesOf, mustStay: ReadonlySet<Register>): Register[] {
  const { neighbours, cost, constants } = graph;
  const order: Register[] = [];
  const easy: Register[] = [];
  const registers = graph.appearing.filter((register) => register >= FIRST_VIRTUAL);
  const degree = new Int32Array(neighbours.length);
  const inside = new Uint8Array(neighbours.length);
  const room = new Int32Array(neighbours.length);
  const price = new Float64Array(neighbours.length);
  for (const v of registers) {
    inside[v] = 1;
    degree[v] = neighbours[v]!.length;
    room[v] = placesOf(v).length;
    price[v] = mustStay.has(v) ? Infinity : cost[v]! * (constants.has(v) ? CONSTANT : 1);
    if (degree[v]! < room[v]!) easy.push(v);
  }
  const takeOut = (register: Register) => {
    inside[register] = 0;
    order.push(register);
    const list = neighbours[register]!;
    for (let n = 0; n < list.length; n++) {
      const neighbour = list[n]!;
      if (inside[neighbour] && --degree[neighbour]! === room[neighbour]! - 1) easy.push(neighbour);
    }
  };
  /** The one that costs least for each neighbour that it has; the first of several. */
  const cheapest = () => {
    let best = -1;
    let least = 0;
    for (let n = 0; n < registers.length; n++) {
      const v = registers[n]!;
      const own = price[v]! / (degree[v]! + 1);
      if (!inside[v] || (best >= 0 && own >= least)) continue;
      best = v;
      least = own;
    }
    return best;
  };
  while (order.length < registers.length) {
    const next = easy.pop() ?? cheapest();
    if (inside[next]) takeOut(next);
  }
  return order;
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
  /** by place: the last register that had a neighbour there, and the last that had one which wishes for it */
  const [taken, wished] = [new Int32Array(FIRST_VIRTUAL), new Int32Array(FIRST_VIRTUAL)];
  const left: Register[] = [];
  let turn = 0;
  const order = simplified(graph, placesOf, mustStay);
  const place = (register: Register) => {
    const near = neighbours[register]!;
    note(taken, near, places, register);
    const free = placesOf(register).filter((one) => taken[one] !== register);
    const wish = moves[register]?.find((other) => free.includes(places[other]!));
    if (free.length === 0) left.push(register);
    else if (wish !== undefined) places[register] = places[wish]!;
    // Integers take the first, whose instructions are shorter; floats take turns, for the scheduler.
    else if (types[register] === "f32") places[register] = free[turn++ % free.length]!;
    else {
      // Rather one that no neighbour without a place wishes for.
      for (let n = 0; n < near.length; n++) {
        const other = near[n]!;
        if (places[other]! < 0 && moves[other]) note(wished, moves[other], places, register);
      }
      places[register] = free.find((one) => wished[one] !== register) ?? free[0]!;
    }
  };
  while (order.length > 0) place(order.pop()!);
  return { places, left };
}

/** Notes by place the register whose neighbours have these places. */
function note(
  by: Int32Array,
  registers: readonly Register[],
  places: Int32Array,
  register: Register,
): void {
  for (let n = 0; n < registers.length; n++) {
    const place = places[registers[n]!]!;
    if (place >= 0) by[place] = register;
  }
}
