// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Calls of a program that are captured together. A buffer that they take from outside stays where it
 * is if it has always been the same, as a parameter's is; else it is copied to memory of theirs each
 * time. A number is part of what is captured if it has always been the same; else it comes from such
 * memory, too.
 */
final class Segment {

    private final ProgramCapture capture;
    private final Set<Buffer> lasting;
    private final List<Integer> given;
    private final List<Integer> calls;
    private final List<Outer> outers = new ArrayList<>();
    private final Map<Integer, Varying> numbers = new HashMap<>();

    /** For each call where its arguments come from: the place of a call, or below 0 that of an outer. */
    private final List<int[]> sources = new ArrayList<>();

    private final Buffer[] results;
    private final List<Value> outliving = new ArrayList<>();
    private int capturing;
    private ProgramCapture.@Nullable Captured captured;

    /**
     * Creates a segment, not yet captured.
     *
     * @param lasting the results of all segments that are captured
     * @param given the numbers of the calls that have no arguments, carried out before
     * @param calls the numbers of those that are captured, in order
     */
    Segment(
            ProgramCapture capture,
            Set<Buffer> lasting,
            Execution execution,
            List<Integer> given,
            List<Integer> calls) {
        this.capture = capture;
        this.lasting = lasting;
        this.given = List.copyOf(given);
        this.calls = List.copyOf(calls);
        this.results = new Buffer[calls.size()];
        IdentityHashMap<Value, Integer> places = new IdentityHashMap<>();
        for (int k = 0; k < calls.size(); k++) {
            int i = calls.get(k);
            Program.Call call = execution.call(i);
            int[] from = new int[call.arguments().size()];
            for (int j = 0; j < from.length; j++) {
                int argument = j;
                from[j] =
                        places.computeIfAbsent(
                                call.arguments().get(j), value -> outer(i, argument));
            }
            sources.add(from);
            places.put(Objects.requireNonNull(call.result()), k);
            if (call.operation() instanceof Operation.Numbered) {
                numbers.put(i, new Varying());
            }
        }
    }

    private int outer(int call, int argument) {
        outers.add(new Outer(call, argument));
        return -outers.size();
    }

    /** An input of the segment, which may vary between repetitions. */
    private static class Varying {
        boolean copied;
        @Nullable Object last;

        /** The buffer that the captured program reads. */
        @Nullable Buffer memory;

        /** Whether {@link #memory} is a copy. */
        boolean isOwn;

        /**
         * Takes the value of this repetition, and whether its place, or the value itself, may stay.
         */
        void hear(Object now, boolean stays) {
            copied |= !stays;
            last = now;
        }
    }

    /** A buffer from outside, by the call and the argument that name it first. */
    private static final class Outer extends Varying {
        private final int call;
        private final int argument;

        Outer(int call, int argument) {
            this.call = call;
            this.argument = argument;
        }
    }

    /** Thrown if calls cannot be captured; names them and the reason. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        private final transient List<Integer> calls;

        Refusal(List<Integer> calls, BackendException cause) {
            super(cause.getMessage(), cause);
            this.calls = calls;
        }

        List<Integer> calls() {
            return calls;
        }
    }

    /** Runs the calls one by one if {@link #carryOut} cannot capture them. */
    void carryOutOneByOne(Execution execution) {
        calls.forEach(execution::carryOut);
    }

    /**
     * Carries the calls out: one by one the first times, then captured.
     *
     * @param seen how often that has been done before
     * @throws Refusal if the backend cannot capture them; nothing but what is given has been carried out
     */
    void carryOut(Execution execution, int seen) throws Refusal {
        keepWhatOutlives();
        given.forEach(execution::carryOut);
        boolean expected = hear(execution, seen == 0);
        if (seen < Repeats.SEEN_BEFORE) {
            carryOutOneByOne(execution);
            return;
        }
        if (!expected) {
            close(execution.batch().backend());
        }
        ProgramCapture.Captured known = captured;
        if (known == null) {
            known = capture(execution);
        } else {
            write(execution);
        }
        known.replay();
        for (int k = 0; k < results.length; k++) {
            execution.place(calls.get(k), results[k]);
        }
    }

    /** Reads the inputs from outside; returns whether the captured program still fits them. */
    private boolean hear(Execution execution, boolean first) {
        boolean expected = true;
        for (Outer outer : outers) {
            Buffer now = execution.argument(outer.call, outer.argument);
            boolean same = now == outer.last;
            boolean wasCopied = outer.copied;
            outer.hear(now, first || same || lasting.contains(now));
            expected &= wasCopied || same;
        }
        for (Map.Entry<Integer, Varying> entry : numbers.entrySet()) {
            Object[] now = execution.data(entry.getKey());
            Varying number = entry.getValue();
            boolean wasCopied = number.copied;
            // Numbers of members that differ are a buffer in any case.
            number.hear(
                    now,
                    Batch.common(now) != null
                            && (first || Arrays.equals(now, (Object[]) number.last)));
            expected &= wasCopied || !number.copied;
        }
        return expected;
    }

    private ProgramCapture.Captured capture(Execution execution) throws Refusal {
        TensorBackend backend = execution.batch().backend();
        for (Outer outer : outers) {
            Buffer now = (Buffer) Objects.requireNonNull(outer.last);
            outer.memory = outer.copied ? backend.keep(now) : now;
            outer.isOwn = outer.copied;
        }
        numbers.forEach(
                (i, number) -> {
                    if (number.copied) {
                        number.memory = backend.keep(column(execution, i, number));
                        number.isOwn = true;
                    }
                });
        ProgramCapture.Captured made;
        try {
            made = capture.capture(() -> compute(execution));
        } catch (BackendException e) {
            release(backend);
            throw new Refusal(
                    capturing < results.length ? List.of(calls.get(capturing)) : calls, e);
        }
        lasting.addAll(Arrays.asList(results));
        captured = made;
        return made;
    }

    private void release(TensorBackend backend) {
        List<Varying> all = new ArrayList<>(outers);
        all.addAll(numbers.values());
        for (Varying varying : all) {
            if (varying.isOwn) {
                backend.release(Objects.requireNonNull(varying.memory));
            }
            varying.memory = null;
            varying.isOwn = false;
        }
    }

    /** Frees what is captured; the segment may be captured again. */
    void close(TensorBackend backend) {
        ProgramCapture.Captured known = captured;
        if (known != null) {
            keepWhatOutlives();
            captured = null;
            Arrays.asList(results).forEach(lasting::remove);
            known.close();
            release(backend);
        }
    }

    /** Records the results that outlive the programs. */
    void noteWhatOutlives(Execution execution) {
        if (captured != null) {
            calls.forEach(i -> execution.addOutliving(i, outliving));
        }
    }

    /** Copies results that may still be read, before they are overwritten or freed. */
    private void keepWhatOutlives() {
        outliving.forEach(Value::keep);
        outliving.clear();
    }

    private static Buffer column(Execution execution, int i, Varying number) {
        Value result = Objects.requireNonNull(execution.call(i).result());
        Object[] data = (Object[]) Objects.requireNonNull(number.last);
        return execution.batch().column(data, result.dtype(), result.shape().rank());
    }

    private void compute(Execution execution) {
        Batch batch = execution.batch();
        for (int k = 0; k < results.length; k++) {
            capturing = k;
            int i = calls.get(k);
            Buffer[] arguments = new Buffer[sources.get(k).length];
            for (int j = 0; j < arguments.length; j++) {
                int from = sources.get(k)[j];
                arguments[j] =
                        from >= 0
                                ? results[from]
                                : Objects.requireNonNull(outers.get(-from - 1).memory);
            }
            Operation operation = execution.call(i).operation();
            Varying number = numbers.get(i);
            results[k] =
                    number != null && number.isOwn
                            ? ((Operation.Numbered) operation)
                                    .compute(
                                            batch, arguments, Objects.requireNonNull(number.memory))
                            : ((Operation.Computation) operation)
                                    .compute(batch, arguments, execution.data(i));
        }
        capturing = results.length;
    }

    private void write(Execution execution) {
        TensorBackend backend = execution.batch().backend();
        for (Outer outer : outers) {
            if (outer.isOwn) {
                backend.assign(
                        Objects.requireNonNull(outer.memory),
                        (Buffer) Objects.requireNonNull(outer.last));
            }
        }
        numbers.forEach(
                (i, number) -> {
                    if (number.isOwn) {
                        backend.assign(
                                Objects.requireNonNull(number.memory),
                                column(execution, i, number));
                    }
                });
    }
}
