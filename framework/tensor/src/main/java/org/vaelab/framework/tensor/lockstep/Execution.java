// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
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
        for (int i = 0; i < size(); i++) {
            carryOut(i);
        }
    }

    Batch batch() {
        return batch;
    }

    int size() {
        return programs.get(0).size();
    }

    /** Returns the i-th call of each member. */
    private Program.Call[] calls(int i) {
        Program.Call[] calls = new Program.Call[programs.size()];
        for (int m = 0; m < calls.length; m++) {
            calls[m] = programs.get(m).calls().get(i);
        }
        return calls;
    }

    /** Returns the i-th call of the first member, which differs from those of others in its data. */
    Program.Call call(int i) {
        return programs.get(0).calls().get(i);
    }

    /** Returns what each member gives to the i-th call beside its arguments. */
    Object[] data(int i) {
        Object[] data = new Object[programs.size()];
        for (int m = 0; m < data.length; m++) {
            data[m] = programs.get(m).calls().get(i).data();
        }
        return data;
    }

    /** Returns the bytes of all results that are captured where the program is. */
    long bytesOfComputed() {
        long bytes = 0;
        for (Program.Call call : programs.get(0).calls()) {
            Value result = call.result();
            if (result != null && call.operation().role() == Operation.Role.CAPTURED) {
                bytes += (long) result.shape().size() * result.dtype().bytes();
            }
        }
        return bytes * programs.size();
    }

    String names(List<Integer> calls) {
        return calls.stream()
                .map(i -> call(i).operation().toString())
                .collect(Collectors.joining(", "));
    }

    void carryOut(int i) {
        Program.Call[] calls = calls(i);
        Stack[] arguments = new Stack[calls[0].arguments().size()];
        for (int j = 0; j < arguments.length; j++) {
            arguments[j] = argument(calls, j);
        }
        Stack result = calls[0].operation().on(batch, arguments, data(i));
        if (result != null) {
            place(calls, result);
        }
    }

    /** Returns the j-th argument of the i-th call, with a place for each member. */
    Buffer argument(int i, int j) {
        return argument(calls(i), j).buffer();
    }

    /** Makes a buffer with a place for each member the result of the i-th call. */
    void place(int i, Buffer result) {
        place(calls(i), batch.inRegion(result));
    }

    private static void place(Program.Call[] calls, Stack result) {
        for (int m = 0; m < calls.length; m++) {
            Objects.requireNonNull(calls[m].result()).lieIn(result, m);
        }
    }

    /** Returns the stack in which the members' j-th arguments lie in their order; if need be, a new one. */
    private Stack argument(Program.Call[] calls, int j) {
        Stack stack = stack(calls[0].arguments().get(j));
        boolean inOrder = stack.places() == calls.length;
        for (int m = 0; inOrder && m < calls.length; m++) {
            Value value = calls[m].arguments().get(j);
            inOrder = value.stack() == stack && value.place() == m;
        }
        return inOrder ? stack : join(calls, j);
    }

    /** Joins what lies in several stacks, for now and later. */
    private Stack join(Program.Call[] calls, int j) {
        TensorBackend backend = batch.backend();
        List<Buffer> parts = new ArrayList<>(calls.length);
        for (Program.Call call : calls) {
            Value value = call.arguments().get(j);
            Buffer all = stack(value).buffer();
            parts.add(backend.slice(all, 0, value.place(), value.place() + 1));
        }
        Stack joined = new Stack(backend, backend.keep(backend.concatenate(parts, 0)), true);
        for (int m = 0; m < calls.length; m++) {
            calls[m].arguments().get(j).lieIn(joined, m);
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
        List<Value> outliving = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            addOutliving(i, outliving);
        }
        outliving.forEach(Value::keep);
    }

    /** Adds those results of the i-th call that are not over where the programs end. */
    void addOutliving(int i, List<Value> outliving) {
        for (Program program : programs) {
            Value result = program.calls().get(i).result();
            if (result != null && !result.isOver()) {
                outliving.add(result);
            }
        }
    }
}
