// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Calls of a program that are captured together. A buffer that they take from outside stays where
 * it is if it has always been the same, as a parameter's is; else it is copied to memory of theirs
 * each time. A number is part of what is captured if it has always been the same; else it comes
 * from such memory, too.
 */
final class Segment {

    private final TensorBackend backend;
    private final StorageOperations storage;
    private final ProgramCapture capture;
    private final Set<Buffer> lasting;
    private final List<Integer> given = new ArrayList<>();
    private final List<Integer> calls = new ArrayList<>();
    private final List<Outer> outers = new ArrayList<>();
    private final Map<Integer, Varying> numbers = new LinkedHashMap<>();

    /**
     * For each call where its arguments come from: the place of a call, or below 0 that of an
     * outer.
     */
    private final List<int[]> sources = new ArrayList<>();

    private final Buffer[] results;
    private final List<DeferredBuffer> outliving = new ArrayList<>();
    private boolean expected;
    private int capturing;
    private ProgramCapture.@Nullable Captured captured;

    /**
     * Creates a segment, not yet captured.
     *
     * @param lasting the results of all segments that are captured
     * @param computations the numbers of its calls in the program, in order
     */
    Segment(
            TensorBackend backend,
            ProgramCapture capture,
            Set<Buffer> lasting,
            Program program,
            List<Integer> computations) {
        this.backend = backend;
        this.storage = backend.storage();
        this.capture = capture;
        this.lasting = lasting;
        IdentityHashMap<DeferredBuffer, Integer> places = new IdentityHashMap<>();
        for (int i : computations) {
            if (!(program.calls().get(i) instanceof Call.Computed call)) {
                given.add(i);
                continue;
            }
            int[] from = new int[call.arguments().size()];
            for (int j = 0; j < from.length; j++) {
                int argument = j;
                from[j] =
                        places.computeIfAbsent(
                                call.arguments().get(j), value -> outer(i, argument));
            }
            sources.add(from);
            places.put(call.result(), calls.size());
            calls.add(i);
            if (call.operation() instanceof Operation.Numbered) {
                numbers.put(i, new Varying());
            }
        }
        this.results = new Buffer[calls.size()];
    }

    private int outer(int call, int argument) {
        outers.add(new Outer(call, argument));
        return -outers.size();
    }

    /** Returns the numbers of the calls that have no arguments, which run before the others. */
    List<Integer> given() {
        return given;
    }

    /** Returns the numbers of the calls that are captured, in order. */
    List<Integer> calls() {
        return calls;
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
         * Takes the value of this repetition; returns whether a captured program still fits it.
         *
         * @param same whether it is that of the last time
         * @param stays whether its place, or the value itself, may stay
         */
        boolean hear(Object now, boolean same, boolean stays) {
            boolean fits = copied || same;
            copied |= !stays;
            last = now;
            return fits;
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

    /** Thrown if an operation cannot be captured; names it and the reason. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        Refusal(String operation, BackendException cause) {
            super(operation + " cannot be captured: " + cause.getMessage(), cause);
        }
    }

    /** Takes the inputs from outside. */
    void hear(Program program, boolean first) {
        expected = true;
        for (Outer outer : outers) {
            Buffer now = program.calls().get(outer.call).arguments().get(outer.argument).buffer();
            boolean same = now == outer.last;
            expected &= outer.hear(now, same, first || same || lasting.contains(now));
        }
        numbers.forEach(
                (i, number) -> {
                    Object now = number(program, i).number();
                    boolean same = now.equals(number.last);
                    expected &= number.hear(now, same, first || same);
                });
    }

    /**
     * Runs the calls as one, with the inputs that were heard.
     *
     * @throws Refusal if the backend cannot capture them; none has been run then
     */
    void replay(Program program) throws Refusal {
        if (!expected) {
            close();
        }
        ProgramCapture.Captured known = captured;
        if (known == null) {
            known = capture(program);
        } else {
            write(program);
        }
        known.replay();
        for (int k = 0; k < results.length; k++) {
            computed(program, calls.get(k)).result().place(results[k]);
        }
    }

    private ProgramCapture.Captured capture(Program program) throws Refusal {
        for (Outer outer : outers) {
            Buffer now = (Buffer) Objects.requireNonNull(outer.last);
            outer.memory = outer.copied ? storage.keep(now) : now;
            outer.isOwn = outer.copied;
        }
        numbers.forEach(
                (i, number) -> {
                    if (number.copied) {
                        number.memory = storage.keep(buffer(program, i));
                        number.isOwn = true;
                    }
                });
        ProgramCapture.Captured made;
        try {
            made = capture.capture(() -> compute(program));
        } catch (BackendException e) {
            release();
            throw new Refusal(
                    capturing < results.length
                            ? computed(program, calls.get(capturing)).operation().toString()
                            : "a program of " + results.length + " operations",
                    e);
        }
        lasting.addAll(Arrays.asList(results));
        captured = made;
        return made;
    }

    private void release() {
        List<Varying> all = new ArrayList<>(outers);
        all.addAll(numbers.values());
        for (Varying varying : all) {
            if (varying.isOwn) {
                storage.release(Objects.requireNonNull(varying.memory));
            }
            varying.memory = null;
            varying.isOwn = false;
        }
    }

    /** Frees what is captured; the segment may be captured again. */
    void close() {
        ProgramCapture.Captured known = captured;
        if (known != null) {
            keepWhatOutlives();
            captured = null;
            Arrays.asList(results).forEach(lasting::remove);
            known.close();
            release();
        }
    }

    /** Records the results that outlive the program. */
    void noteWhatOutlives(Program program) {
        if (captured != null) {
            for (int i : calls) {
                DeferredBuffer result = computed(program, i).result();
                if (!result.isOver()) {
                    outliving.add(result);
                }
            }
        }
    }

    /** Copies results that may still be read, before they are overwritten or freed. */
    void keepWhatOutlives() {
        outliving.forEach(value -> value.keep(storage));
        outliving.clear();
    }

    private static Call.Computed computed(Program program, int call) {
        return (Call.Computed) program.calls().get(call);
    }

    private static Operation.Numbered number(Program program, int call) {
        return (Operation.Numbered) computed(program, call).operation();
    }

    /** Returns the number of a call, to broadcast with its arguments. */
    private Buffer buffer(Program program, int call) {
        DeferredBuffer result = computed(program, call).result();
        int[] ones = new int[result.shape().rank()];
        Arrays.fill(ones, 1);
        double[] number = {number(program, call).number()};
        return storage.create(number, Shape.of(ones), result.dtype());
    }

    private void compute(Program program) {
        for (int k = 0; k < results.length; k++) {
            capturing = k;
            List<Buffer> arguments = new ArrayList<>();
            for (int from : sources.get(k)) {
                arguments.add(
                        from >= 0
                                ? results[from]
                                : Objects.requireNonNull(outers.get(-from - 1).memory));
            }
            int i = calls.get(k);
            Varying number = numbers.get(i);
            results[k] =
                    number != null && number.isOwn
                            ? number(program, i)
                                    .run(backend, arguments, Objects.requireNonNull(number.memory))
                            : computed(program, i).operation().run(backend, arguments);
        }
        capturing = results.length;
    }

    private void write(Program program) {
        for (Outer outer : outers) {
            if (outer.isOwn) {
                storage.assign(
                        Objects.requireNonNull(outer.memory),
                        (Buffer) Objects.requireNonNull(outer.last));
            }
        }
        numbers.forEach(
                (i, number) -> {
                    if (number.isOwn) {
                        storage.assign(Objects.requireNonNull(number.memory), buffer(program, i));
                    }
                });
    }
}
