// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Programs that come again, as training steps do: what computes in them is captured when they come
 * for the third time. What brings values in from Java, moves parameters, keeps or reads is carried out
 * in its turn, and so is what the backend cannot capture, which the log names.
 */
final class Repeats {

    private static final System.Logger LOG = System.getLogger(Repeats.class.getName());

    /** The number of programs that are remembered; the least recently used one is dropped. */
    private static final int REMEMBERED = 64;

    /** The divisor of free memory that gives the share of results of captured programs. */
    private static final int SHARE = 4;

    /** The bytes they may take if the backend does not report its free memory. */
    private static final long UNTOLD = 1L << 28;

    /**
     * The number of runs call by call before a capture: they show which values vary, and warm up
     * libraries.
     */
    static final int SEEN_BEFORE = 2;

    /** Fewer calls than these are not worth a capture. */
    private static final int SHORTEST = 4;

    private final TensorBackend backend;
    private final ProgramCapture capture;
    private final Map<Program.Form, Repeat> known = new LinkedHashMap<>(16, 0.75f, true);

    /** The results of all captured programs. */
    private final Set<Buffer> lasting = Collections.newSetFromMap(new IdentityHashMap<>());

    private long bytesLeft;

    Repeats(TensorBackend backend, ProgramCapture capture) {
        this.backend = backend;
        this.capture = capture;
        OptionalLong free = backend.freeBytes();
        this.bytesLeft = free.isPresent() ? free.getAsLong() / SHARE : UNTOLD;
    }

    void carryOut(Batch batch, List<Program> programs) {
        Program.Form form = programs.get(0).form(programs.size());
        Repeat repeat = known.get(form);
        if (repeat == null) {
            repeat = new Repeat();
            known.put(form, repeat);
            forgetOldest();
        }
        repeat.carryOut(new Execution(batch, programs));
    }

    private void forgetOldest() {
        if (known.size() > REMEMBERED) {
            Program.Form oldest = known.keySet().iterator().next();
            known.remove(oldest).close();
        }
    }

    void close() {
        known.values().forEach(Repeat::close);
    }

    /** One call in its turn, or a segment. */
    private record Part(int call, @Nullable Segment segment) {}

    private final class Repeat {

        private final BitSet refused = new BitSet();
        private List<Part> parts = List.of();
        private int seen;
        private long bytes;

        void carryOut(Execution execution) {
            if (seen == 0) {
                parts = split(execution);
            } else if (seen == SEEN_BEFORE && !takeMemory(execution)) {
                parts = inTurn(execution);
            }
            boolean refusing = false;
            for (Part part : parts) {
                Segment segment = part.segment();
                if (segment == null) {
                    execution.carryOut(part.call());
                } else {
                    refusing |= !carryOut(segment, execution);
                }
            }
            segments().forEach(segment -> segment.noteWhatOutlives(execution));
            seen++;
            if (refusing) {
                close();
                seen = 0;
            }
        }

        private boolean takeMemory(Execution execution) {
            long needed = execution.bytesOfComputed();
            if (needed > bytesLeft) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "a program of {0} operations is not captured: its results take {1} bytes, {2}"
                                + " are left for that",
                        execution.size(),
                        needed,
                        bytesLeft);
                return false;
            }
            bytes = needed;
            bytesLeft -= needed;
            return true;
        }

        private List<Part> inTurn(Execution execution) {
            return IntStream.range(0, execution.size()).mapToObj(i -> new Part(i, null)).toList();
        }

        /** Returns whether the segment could be captured, or need not be yet. */
        private boolean carryOut(Segment segment, Execution execution) {
            try {
                segment.carryOut(execution, seen);
                return true;
            } catch (Segment.Refusal refusal) {
                refusal.calls().forEach(refused::set);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "not captured, and asked for each time: {0} ({1})",
                        execution.names(refusal.calls()),
                        refusal.getMessage());
                segment.carryOutOneByOne(execution);
                return false;
            }
        }

        private List<Segment> segments() {
            return parts.stream().map(Part::segment).filter(Objects::nonNull).toList();
        }

        void close() {
            segments().forEach(segment -> segment.close(backend));
            bytesLeft += bytes;
            bytes = 0;
        }

        /** Splits the program: calls in their turn end a segment, and begin the next. */
        private List<Part> split(Execution execution) {
            List<Part> all = new ArrayList<>();
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < execution.size(); i++) {
                Operation.Role role = execution.call(i).operation().role();
                if (role == Operation.Role.IN_TURN || refused.get(i)) {
                    end(open, execution, all);
                    all.add(new Part(i, null));
                } else {
                    open.add(i);
                }
            }
            end(open, execution, all);
            return all;
        }

        private void end(List<Integer> open, Execution execution, List<Part> all) {
            Map<Operation.Role, List<Integer>> byRole =
                    open.stream()
                            .collect(
                                    Collectors.groupingBy(
                                            i -> execution.call(i).operation().role()));
            List<Integer> calls = byRole.getOrDefault(Operation.Role.CAPTURED, List.of());
            if (calls.size() < SHORTEST) {
                open.forEach(i -> all.add(new Part(i, null)));
            } else {
                List<Integer> given = byRole.getOrDefault(Operation.Role.GIVEN, List.of());
                all.add(new Part(-1, new Segment(capture, lasting, execution, given, calls)));
            }
            open.clear();
        }
    }
}
