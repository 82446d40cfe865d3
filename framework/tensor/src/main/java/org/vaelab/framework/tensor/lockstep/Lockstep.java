// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Backends that run several programs as one, each program on its own thread.
 *
 * <p>A member that reads values waits until every other member reads values or has closed its
 * backend. So members must not wait for one another, and an unused member must be closed.
 *
 * <p>A result equals that of the program on its own backend, within rounding. Differences arise
 * because a product and its bias are two operations here, and because a backend may round the last
 * elements of an array, or a sum over it, in another way. The grouping of members depends on their
 * programs, not on time, so results are reproducible.
 */
public final class Lockstep {

    /**
     * The largest number of operations that a member holds: some training steps of a small model.
     */
    private static final int LONGEST = 1 << 10;

    private final Engine engine;
    private final boolean captures;
    private final List<TensorBackend> members = new ArrayList<>();

    /**
     * Opens a backend for all members.
     *
     * @param opener called once, on a thread that the backend will be used on: of one member, the calling one
     * @param members at least 1
     * @throws RuntimeException what the opener throws
     */
    public Lockstep(Supplier<TensorBackend> opener, int members) {
        this(opener, members, LONGEST, false);
    }

    /**
     * Opens a backend for all members, which also wait for one another when they have asked for much.
     *
     * @param opener called once, on a thread that the backend will be used on: of one member, the calling one
     * @param members at least 1
     * @param longest the operations after which a member waits without reading, or 256 times as many numbers
     * @throws RuntimeException what the opener throws
     */
    public Lockstep(Supplier<TensorBackend> opener, int members, int longest) {
        this(opener, members, longest, false);
    }

    private Lockstep(Supplier<TensorBackend> opener, int members, int longest, boolean captures) {
        if (members < 1) {
            throw new IllegalArgumentException("members must be at least 1, are " + members);
        }
        this.captures = captures;
        this.engine =
                members == 1
                        ? new Engine.Single(opener.get(), captures)
                        : new Engine.Shared(opener, members, captures);
        engine.backend();
        for (int m = 0; m < members; m++) {
            this.members.add(new Member(this, engine, m, longest, captures));
        }
    }

    /**
     * Opens a backend for all members that captures repeated programs. A program is the content of
     * an outermost region, such as a training step. From the third time on, {@link
     * org.vaelab.framework.tensor.spi.ProgramCapture} runs it.
     *
     * @param opener called once, on a thread that the backend will be used on: of one member, the calling one
     * @param members at least 1
     * @throws org.vaelab.framework.tensor.spi.BackendException if the backend captures none
     * @throws RuntimeException what the opener throws
     */
    public static Lockstep capturing(Supplier<TensorBackend> opener, int members) {
        return new Lockstep(opener, members, LONGEST, true);
    }

    public List<TensorBackend> members() {
        return List.copyOf(members);
    }

    Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>(engine.backend().description());
        if (members.size() > 1) {
            description.put("lockstep", "yes");
        }
        if (captures) {
            description.put("graphs", "yes");
        }
        return description;
    }
}
