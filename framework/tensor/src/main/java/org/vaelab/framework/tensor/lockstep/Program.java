// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a member has asked for since values were last read. Values are numbered in the order in which
 * the program first names them, so that equal numbers in two programs are values of the same role.
 */
final class Program {

    private final List<Call> calls = new ArrayList<>();
    private final List<Value> given = new ArrayList<>();
    private int[] wiring = new int[256];
    private int wires;
    private int named;

    void add(Call call) {
        for (Value argument : call.arguments()) {
            if (!argument.isNamedBy(this)) {
                argument.name(this, named++);
                given.add(argument);
            }
            wire(argument.number());
        }
        Value result = call.result();
        if (result != null) {
            result.name(this, named++);
        }
        wire(result == null ? -1 : -2);
        calls.add(call);
    }

    private void wire(int number) {
        if (wires == wiring.length) {
            wiring = Arrays.copyOf(wiring, 2 * wires);
        }
        wiring[wires++] = number;
    }

    List<Call> calls() {
        return calls;
    }

    int size() {
        return calls.size();
    }

    /** Returns whether the other does the same with its own numbers. */
    boolean isLike(Program other) {
        if (calls.size() != other.calls.size()
                || given.size() != other.given.size()
                || !Arrays.equals(wiring, 0, wires, other.wiring, 0, other.wires)) {
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            if (!isLike(given.get(i), other.given.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            if (!calls.get(i).operation().equals(other.calls.get(i).operation())) {
                return false;
            }
        }
        return true;
    }

    /**
     * What of a program is the same whenever it comes again.
     *
     * @param operations in order, without the numbers of a step
     * @param wiring which values they take and give, by number
     * @param given types and shapes of the values that come from before
     * @param members that carry it out as one
     */
    record Form(List<Object> operations, List<Integer> wiring, List<String> given, int members) {}

    Form form(int members) {
        List<Object> operations = new ArrayList<>(calls.size());
        calls.forEach(call -> operations.add(call.operation().form()));
        return new Form(
                operations,
                Operations.list(Arrays.copyOf(wiring, wires)),
                given.stream().map(Value::toString).toList(),
                members);
    }

    private static boolean isLike(Value one, Value other) {
        return one.dtype() == other.dtype() && one.shape().equals(other.shape());
    }
}
