// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The operations that were requested since values were last read. Values are numbered in the order
 * in which the program first names them, so that equal numbers in two programs are values of the
 * same role.
 */
final class Program {

    private final List<Call> calls = new ArrayList<>();
    private final List<DeferredBuffer> given = new ArrayList<>();
    private int[] wiring = new int[256];
    private int wires;
    private int named;

    void add(Call call) {
        for (DeferredBuffer argument : call.arguments()) {
            if (!argument.isNamedBy(this)) {
                argument.name(this, named++);
                given.add(argument);
            }
            wire(argument.number());
        }
        DeferredBuffer result = call.result();
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

    /** Returns the bytes of all results of computations. */
    long bytesOfComputed() {
        long bytes = 0;
        for (Call call : calls) {
            if (call instanceof Call.Computed computed) {
                DeferredBuffer result = computed.result();
                bytes += (long) result.shape().size() * result.dtype().bytes();
            }
        }
        return bytes;
    }

    /** The part of a program that is equal each time it is repeated. */
    static final class Form {

        private final Object[] forms;
        private final int[] wiring;
        private final List<DType> dtypes = new ArrayList<>();
        private final List<Shape> shapes = new ArrayList<>();

        Form(Program program) {
            this.forms = program.calls.stream().map(Call::form).toArray();
            this.wiring = Arrays.copyOf(program.wiring, program.wires);
            for (DeferredBuffer value : program.given) {
                dtypes.add(value.dtype());
                shapes.add(value.shape());
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Form form
                    && Arrays.equals(wiring, form.wiring)
                    && dtypes.equals(form.dtypes)
                    && shapes.equals(form.shapes)
                    && Arrays.equals(forms, form.forms);
        }

        /** {@inheritDoc} That of the wiring: few programs differ in their operations alone. */
        @Override
        public int hashCode() {
            return Arrays.hashCode(wiring);
        }
    }

    /** Returns what is the same whenever the program is repeated. */
    Form form() {
        return new Form(this);
    }
}
