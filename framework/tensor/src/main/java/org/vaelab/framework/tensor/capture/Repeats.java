// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Runs programs, and captures the computations of those that are repeated, as training steps are,
 * when they come for the third time. What brings values in from Java, moves parameters or keeps
 * values runs in order between them.
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
    private final boolean required;
    private final Regions regions;
    private final Map<Program.Form, Repeat> known = new LinkedHashMap<>(16, 0.75f, true);

    /** The results of all captured programs. */
    private final Set<Buffer> lasting = Collections.newSetFromMap(new IdentityHashMap<>());

    private long bytesLeft;
    private boolean captured;
    private @Nullable String refusal;

    /**
     * Creates the memory of programs.
     *
     * @param required whether a program that the backend cannot capture is an error
     */
    Repeats(TensorBackend backend, ProgramCapture capture, boolean required) {
        this.backend = backend;
        this.capture = capture;
        this.required = required;
        this.regions = new Regions(backend.storage());
        OptionalLong free = backend.freeBytes();
        this.bytesLeft = free.isPresent() ? free.getAsLong() / SHARE : UNTOLD;
    }

    /** Returns whether a program was captured, and if the backend refused one, why. */
    String description() {
        return refusal != null ? "no: " + refusal : captured ? "yes" : "no";
    }

    /**
     * Runs a program.
     *
     * @throws BackendException if it cannot be captured, and that is required
     */
    void run(Program program) {
        if (refusal != null) {
            program.calls().forEach(this::run);
            return;
        }
        Program.Form form = program.form();
        Repeat repeat = known.get(form);
        if (repeat == null) {
            repeat = new Repeat(program);
            known.put(form, repeat);
            forgetOldest();
        }
        repeat.run(program);
        if (refusal != null) {
            close();
        }
    }

    private void run(Call call) {
        call.run(backend, regions);
    }

    private void refuse(Segment.Refusal why) {
        String text = String.valueOf(why.getMessage());
        if (required) {
            throw new BackendException(
                    "runtime.graphs is on, but " + text + "; use runtime.graphs: auto or off", why);
        }
        refusal = text;
        LOG.log(
                System.Logger.Level.WARNING,
                "the run continues without CUDA graphs: " + text + "; results do not change");
    }

    private void forgetOldest() {
        if (known.size() > REMEMBERED) {
            Program.Form oldest = known.keySet().iterator().next();
            known.remove(oldest).close();
        }
    }

    /** Frees what is captured. */
    void close() {
        known.values().forEach(Repeat::close);
        known.clear();
    }

    /** One call in its turn, or a segment. */
    private record Part(int call, @Nullable Segment segment) {}

    private final class Repeat {

        private List<Part> parts;
        private int seen;
        private long bytes;

        Repeat(Program program) {
            this.parts = split(program);
        }

        void run(Program program) {
            if (seen == SEEN_BEFORE && !takeMemory(program)) {
                parts = new ArrayList<>();
                for (int i = 0; i < program.size(); i++) {
                    parts.add(new Part(i, null));
                }
            }
            for (Part part : parts) {
                Segment segment = part.segment();
                if (segment == null) {
                    Repeats.this.run(program.calls().get(part.call()));
                } else {
                    run(segment, program);
                }
            }
            segments().forEach(segment -> segment.noteWhatOutlives(program));
            seen++;
        }

        private boolean takeMemory(Program program) {
            long needed = program.bytesOfComputed();
            if (needed > bytesLeft) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "a program of {0} operations is not captured: its results take {1} bytes, {2}"
                                + " are left for that",
                        program.size(),
                        needed,
                        bytesLeft);
                return false;
            }
            bytes = needed;
            bytesLeft -= needed;
            return true;
        }

        private void run(Segment segment, Program program) {
            segment.keepWhatOutlives();
            runAll(segment.given(), program);
            segment.hear(program, seen == 0);
            if (seen < SEEN_BEFORE || refusal != null || !isReplayed(segment, program)) {
                runAll(segment.calls(), program);
            }
        }

        private void runAll(List<Integer> calls, Program program) {
            calls.forEach(i -> Repeats.this.run(program.calls().get(i)));
        }

        private boolean isReplayed(Segment segment, Program program) {
            try {
                segment.replay(program);
                captured = true;
                return true;
            } catch (Segment.Refusal e) {
                refuse(e);
                return false;
            }
        }

        private List<Segment> segments() {
            return parts.stream().map(Part::segment).filter(Objects::nonNull).toList();
        }

        void close() {
            segments().forEach(Segment::close);
            bytesLeft += bytes;
            bytes = 0;
        }

        /** Splits the program: calls in their turn end a segment, and begin the next. */
        private List<Part> split(Program program) {
            List<Part> all = new ArrayList<>();
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < program.size(); i++) {
                if (program.calls().get(i) instanceof Call.InTurn) {
                    end(open, program, all);
                    all.add(new Part(i, null));
                } else {
                    open.add(i);
                }
            }
            end(open, program, all);
            return all;
        }

        private void end(List<Integer> open, Program program, List<Part> all) {
            Segment segment = new Segment(backend, capture, lasting, program, open);
            if (segment.calls().size() < SHORTEST) {
                open.forEach(i -> all.add(new Part(i, null)));
            } else {
                all.add(new Part(-1, segment));
            }
            open.clear();
        }
    }
}
