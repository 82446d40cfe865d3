// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.training.StepReport;

/**
 * Receives the events of runs, and may interrupt them. Several jobs call it from several threads.
 * Small listeners are joined by {@link #and}.
 *
 * <pre>{@code
 * Listener finished = Listener.on(RunEvent.Finished.class, e -> System.out.println(e.run().label()));
 * }</pre>
 *
 * <p>Numbers of reports are those of one step: bounds are in nats for each example.
 */
@FunctionalInterface
public interface Listener {

    /** Ignores every event, and never interrupts. */
    Listener SILENT = event -> {};

    void heard(RunEvent event);

    /**
     * Returns whether the work is to stop. It is asked often. Runs leave checkpoints then, and the
     * same plan goes on later.
     */
    default boolean isInterrupted() {
        return false;
    }

    /**
     * Returns the steps between two calls of {@link #control}; by default 100; 0: it is never
     * called. Results and hashes of runs do not depend on it, while they depend on {@code
     * training.historyEvery}.
     */
    default long controlEvery() {
        return 100;
    }

    /** Says how a run of this process goes on after a step; by default to the next one. */
    default Control control(PlannedRun run, StepReport report) {
        return Control.GO_ON;
    }

    /** Returns a listener to one kind of events. */
    static <E extends RunEvent> Listener on(Class<E> kind, Consumer<? super E> then) {
        Objects.requireNonNull(kind, "kind must not be null");
        Objects.requireNonNull(then, "then must not be null");
        return event -> {
            if (kind.isInstance(event)) {
                then.accept(kind.cast(event));
            }
        };
    }

    /**
     * Returns a listener that only controls runs.
     *
     * @param every the steps between two questions
     */
    static Listener controlledBy(long every, BiFunction<PlannedRun, StepReport, Control> control) {
        Objects.requireNonNull(control, "control must not be null");
        return new Listener() {
            @Override
            public void heard(RunEvent event) {}

            @Override
            public long controlEvery() {
                return every;
            }

            @Override
            public Control control(PlannedRun run, StepReport report) {
                return control.apply(run, report);
            }
        };
    }

    /** Returns a listener that only interrupts. */
    static Listener interruptedBy(BooleanSupplier interrupted) {
        Objects.requireNonNull(interrupted, "interrupted must not be null");
        return new Listener() {
            @Override
            public void heard(RunEvent event) {}

            @Override
            public boolean isInterrupted() {
                return interrupted.getAsBoolean();
            }
        };
    }

    /**
     * Returns a listener that prints a line for each run that ends, and for what a user should
     * know.
     *
     * @param out such as {@code System.out::println}
     */
    static Listener lines(Consumer<String> out) {
        Objects.requireNonNull(out, "out must not be null");
        return on(RunEvent.Kept.class, e -> out.accept(e.run().label() + ": " + e.why()))
                .and(
                        on(
                                RunEvent.Finished.class,
                                e -> {
                                    Failure failure = e.record().failure();
                                    double seconds = e.record().timing().trainSeconds();
                                    String how =
                                            failure == null
                                                    ? ": trained in " + Math.round(seconds) + " s"
                                                    : ": failed at step "
                                                            + failure.step()
                                                            + ": "
                                                            + failure.cause();
                                    out.accept(e.run().label() + how);
                                }))
                .and(
                        on(
                                RunEvent.Found.class,
                                e ->
                                        out.accept(
                                                e.run().label()
                                                        + ", step "
                                                        + e.finding().step()
                                                        + ": "
                                                        + e.finding().line())))
                .and(
                        on(
                                RunEvent.Lost.class,
                                e -> out.accept(e.run().label() + ": not executed: " + e.why())))
                .and(
                        on(
                                RunEvent.Interrupted.class,
                                e -> out.accept(e.run().label() + ": interrupted, can be resumed")))
                .and(on(RunEvent.Warned.class, e -> out.accept("warning: " + e.text())));
    }

    /**
     * Returns a listener that passes every event to both, to this one first. Either may interrupt
     * and control runs: each is asked as often as it wants, and the first answer that is not to go
     * on counts.
     */
    default Listener and(Listener other) {
        Objects.requireNonNull(other, "other must not be null");
        Listener own = this;
        return new Listener() {
            @Override
            public void heard(RunEvent event) {
                own.heard(event);
                other.heard(event);
            }

            @Override
            public boolean isInterrupted() {
                return own.isInterrupted() || other.isInterrupted();
            }

            @Override
            public long controlEvery() {
                return commonDivisor(own.controlEvery(), other.controlEvery());
            }

            @Override
            public Control control(PlannedRun run, StepReport report) {
                Control wanted = asked(own, run, report);
                return wanted.kind() == Control.Kind.GO_ON ? asked(other, run, report) : wanted;
            }
        };
    }

    private static Control asked(Listener listener, PlannedRun run, StepReport report) {
        long every = listener.controlEvery();
        return every > 0 && report.step() % every == 0
                ? listener.control(run, report)
                : Control.GO_ON;
    }

    private static long commonDivisor(long a, long b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
