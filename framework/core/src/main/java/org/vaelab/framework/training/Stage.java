// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** A phase under way: what its optimiser and its early stop remember, and where it began. */
final class Stage {

    private static final String OPTIMIZER = "optimizer";
    private static final String PHASE = "phase";
    private static final String PHASE_START = "phaseStart";

    private final TrainingPhase phase;
    private final Optimizer optimizer;
    private final EarlyStop earlyStop;
    private final long start;

    /**
     * Begins a phase.
     *
     * @param earlyStop of this phase alone
     * @param start the steps done before it
     */
    Stage(TrainingPhase phase, EarlyStop earlyStop, long start) {
        this.phase = phase;
        this.optimizer = phase.optimizer().create();
        this.earlyStop = earlyStop;
        this.start = start;
    }

    TrainingPhase phase() {
        return phase;
    }

    EarlyStop earlyStop() {
        return earlyStop;
    }

    boolean isOver(long done) {
        return isAtEnd(done) || earlyStop.isOver();
    }

    private boolean isAtEnd(long done) {
        return done - start >= phase.steps();
    }

    boolean isValidationDue(long done) {
        return earlyStop.isDue(done, isAtEnd(done));
    }

    /** Hears the bound after a step, and returns whether it is the best of the phase so far. */
    boolean hear(double bound, long done) {
        return earlyStop.hear(bound, phase.regularizer().isMoving(clock(done - 1)));
    }

    /** Returns the clock of a step, which counts from the start of all training. */
    TrainingProgress clock(long step) {
        return new TrainingProgress(step - start, phase.steps());
    }

    double learningRate(TrainingProgress clock) {
        return phase.optimizer().learningRate().at(clock.step());
    }

    /**
     * Changes what the phase learns along the gradients.
     *
     * @param scale a factor of those of the model; the estimator's own are taken as they are
     */
    void learn(Gradients gradients, double scale, TrainingProgress clock) {
        double rate = learningRate(clock);
        for (Movers movers : phase.learned()) {
            if (movers.moveAt(clock.step())) {
                long number = movers.movesBefore(clock.step());
                OptimizerStep step = new OptimizerStep(number, rate, scale);
                optimizer.step(movers.parameters(), gradients, step);
            }
        }
        if (!phase.own().isEmpty()) {
            optimizer.step(phase.own(), gradients, new OptimizerStep(clock.step(), rate));
        }
    }

    /** Returns the name of the phase that a checkpoint was saved in. */
    static String phaseOf(Checkpoint checkpoint) {
        return checkpoint.fact(PHASE);
    }

    /** Returns the steps done before the phase that a checkpoint was saved in. */
    static long startOf(Checkpoint checkpoint) {
        return checkpoint.wholeNumber(PHASE_START);
    }

    /** Returns what the optimiser remembers of all that follows a gradient. */
    List<Parameter> memory() {
        return optimizer.state(phase.followers());
    }

    void save(Map<String, Checkpoint.Array> arrays, Map<String, String> facts) {
        ParameterArrays.copy(memory(), OPTIMIZER, arrays);
        facts.put(PHASE, phase.name());
        facts.put(PHASE_START, Long.toString(start));
        earlyStop.save(arrays, facts);
    }

    /**
     * Goes on from a checkpoint of the same phase.
     *
     * @param left the arrays that nobody has taken yet; what is this stage's is taken out
     */
    void load(Checkpoint checkpoint, Map<String, Checkpoint.Array> left) {
        earlyStop.load(checkpoint, left);
        List<Parameter> state = memory();
        ParameterArrays.restore(state, OPTIMIZER, left);
        left.keySet().removeAll(ParameterArrays.names(state, OPTIMIZER));
    }
}
