// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Carries programs that are the same out as one. */
final class Execution {

    private final Batch batch;
    private final List<Program> programs;

    Execution(Batch batch, List<Program> programs) {
        this.batch = batch;
        this.programs = programs;
    }

    void run() {
        int size = programs.get(0).size();
        for (int i = 0; i < size; i++) {
            List<Call> calls = new ArrayList<>(programs.size());
            for (Program program : programs) {
                calls.add(program.calls().get(i));
            }
            carryOut(calls);
        }
    }

    private void carryOut(List<Call> calls) {
        Call first = calls.get(0);
        Stack[] arguments = new Stack[first.arguments().size()];
        for (int j = 0; j < arguments.length; j++) {
            arguments[j] = argument(calls, j);
        }
        Object[] data = new Object[calls.size()];
        for (int m = 0; m < data.length; m++) {
            data[m] = calls.get(m).data();
        }
        Stack result = first.operation().on(batch, arguments, data);
        if (result != null) {
            for (int m = 0; m < calls.size(); m++) {
                Objects.requireNonNull(calls.get(m).result()).lieIn(result, m);
            }
        }
    }

    /** Returns the stack in which the members' j-th arguments lie in their order; if need be, a new one. */
    private Stack argument(List<Call> calls, int j) {
        Stack stack = stack(calls.get(0).arguments().get(j));
        boolean inOrder = stack.places() == calls.size();
        for (int m = 0; inOrder && m < calls.size(); m++) {
            Value value = calls.get(m).arguments().get(j);
            inOrder = value.stack() == stack && value.place() == m;
        }
        return inOrder ? stack : join(calls, j);
    }

    /** Joins what lies in several stacks, for now and later. */
    private Stack join(List<Call> calls, int j) {
        TensorBackend backend = batch.backend();
        List<Buffer> parts = new ArrayList<>(calls.size());
        for (Call call : calls) {
            Value value = call.arguments().get(j);
            Buffer all = stack(value).buffer();
            parts.add(backend.slice(all, 0, value.place(), value.place() + 1));
        }
        Stack joined = new Stack(backend, backend.keep(backend.concatenate(parts, 0)), true);
        for (int m = 0; m < calls.size(); m++) {
            calls.get(m).arguments().get(j).lieIn(joined, m);
        }
        return joined;
    }

    private static Stack stack(Value value) {
        @Nullable Stack stack = value.stack();
        if (stack == null) {
            throw new IllegalStateException(value + " has not been computed");
        }
        return stack;
    }

    /** Keeps the results that are not over where the programs end. */
    void keepWhatOutlives() {
        for (Program program : programs) {
            for (Call call : program.calls()) {
                Value result = call.result();
                if (result != null && !result.isOver()) {
                    @Nullable Stack stack = result.stack();
                    if (stack != null) {
                        stack.keep();
                    }
                }
            }
        }
    }
}
