// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/**
 * The operations that a member has requested since values were last read. Values are numbered in
 * the order in which the program first names them, so that equal numbers in two programs are values
 * of the same role.
 */
final class Program {

    /**
     * An operation with one member's arguments.
     *
     * @param data what is given beside the arguments and may differ between members
     */
    record Call(Operation operation, List<Value> arguments, @Nullable Value result, Object data) {

        /** The data of an operation that takes only arguments. */
        static final Object NOTHING = "";
    }

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

    /** The part of a program that is equal each time it is repeated: all but the data of calls. */
    static final class Form {

        private final Object[] operations;
        private final int[] wiring;
        private final List<DType> dtypes = new ArrayList<>();
        private final List<Shape> shapes = new ArrayList<>();
        private final int members;

        Form(Program program, int members) {
            this.operations = new Object[program.calls.size()];
            for (int i = 0; i < operations.length; i++) {
                operations[i] = program.calls.get(i).operation().form();
            }
            this.wiring = Arrays.copyOf(program.wiring, program.wires);
            for (Value value : program.given) {
                dtypes.add(value.dtype());
                shapes.add(value.shape());
            }
            this.members = members;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Form form
                    && members == form.members
                    && Arrays.equals(wiring, form.wiring)
                    && dtypes.equals(form.dtypes)
                    && shapes.equals(form.shapes)
                    && Arrays.equals(operations, form.operations);
        }

        /** {@inheritDoc} That of the wiring: few programs differ in their operations alone. */
        @Override
        public int hashCode() {
            return Arrays.hashCode(wiring);
        }
    }

    /**
     * Returns what is the same whenever the program comes again.
     *
     * @param members that carry it out as one
     */
    Form form(int members) {
        return new Form(this, members);
    }

    private static boolean isLike(Value one, Value other) {
        return one.dtype() == other.dtype() && one.shape().equals(other.shape());
    }
}
