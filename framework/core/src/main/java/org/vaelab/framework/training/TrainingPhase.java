// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component.Learner;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.training.TrainingSettings.Lag;

/**
 * A part of training with its own objective, optimiser and early stopping. Its clock, and so its
 * schedules, start at 0.
 */
final class TrainingPhase {

    /** The prefix of the estimator's parameters. */
    static final String ESTIMATOR = "estimator";

    private static final String OPTIMIZER = "optimizer";
    static final String PHASE = "phase";
    private static final String PHASE_START = "phaseStart";

    /**
     * Parameters that follow the gradient at the same steps.
     *
     * @param parameters in the order of the model
     * @param lag says at which steps; null: at every step
     */
    record Group(List<Parameter> parameters, @Nullable Lag lag) {

        boolean movesAt(long step) {
            return lag == null || lag.moves(step);
        }

        long movesBefore(long step) {
            return lag == null ? step : lag.movesBefore(step);
        }
    }

    /**
     * What a phase minimises, and how.
     *
     * @param name in checkpoints
     * @param model is trained; models of later phases share its parts
     * @param regularizer what replaces the KL in the estimator's loss
     * @param mode of the networks of the model
     * @param steps the number of steps planned, at least 1
     */
    record Plan(
            String name,
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            TrainingMode mode,
            OptimizerSettings optimizer,
            long steps) {}

    /**
     * Learned parameters of the estimator or the regulariser, which follow an objective of their
     * own.
     *
     * @param by its settings
     * @param optimizer that of the model, or one of their own
     */
    private record Own(List<Parameter> parameters, OptimizerSettings by, Optimizer optimizer) {}

    private final Plan plan;
    private final List<Group> groups;
    private final List<Own> own;
    private final Frozen frozen;
    private final EarlyStop earlyStop;
    private final Optimizer optimizer;
    private final SkippedSteps skipped;
    private final WeightAverage average;
    private long start;
    private @Nullable String userOfSteps;

    /**
     * Plans a phase.
     *
     * @param groups the model's parameters that follow the gradient of the loss; all others are
     *     fixed
     * @param learners whose parameters follow an objective of their own
     * @param frozen stays as it is
     * @param settings of skipped steps and of the average of weights
     */
    private TrainingPhase(
            Plan plan,
            List<Group> groups,
            List<Learner> learners,
            Frozen frozen,
            EarlyStop earlyStop,
            TrainingSettings settings) {
        this.plan = plan;
        this.frozen = frozen;
        this.groups = groups;
        this.earlyStop = earlyStop;
        this.skipped = new SkippedSteps(settings.skipGradients());
        this.average =
                new WeightAverage(
                        settings,
                        groups.stream().flatMap(group -> group.parameters().stream()).toList());
        this.optimizer = plan.optimizer().create();
        this.own = learners.stream().map(this::own).toList();
    }

    private Own own(Learner learner) {
        List<Parameter> named =
                learner.parameters().stream().map(p -> p.within(ESTIMATOR)).toList();
        return learner.ownOptimizer()
                .map(settings -> new Own(learned(named), settings, settings.create()))
                .orElseGet(() -> new Own(learned(named), plan.optimizer(), optimizer));
    }

    /**
     * Returns the phases that settings ask for: one that learns all, and optionally one that then
     * fits the prior alone.
     *
     * @throws IllegalArgumentException if what is frozen leaves a phase nothing to learn
     */
    static List<TrainingPhase> of(
            AssembledModel assembled, TrainingSettings settings, Frozen frozen) {
        LatentVariableModel model = assembled.model();
        requireFits(model, settings, frozen);
        boolean fitsPrior = settings.fitsPriorAfterwards();
        List<TrainingPhase> phases = new ArrayList<>();
        Plan all =
                new Plan(
                        "all",
                        fitsPrior ? assembled.trained() : model,
                        assembled.estimator(),
                        assembled.regularizer(),
                        assembled.mode(),
                        settings.optimizer(),
                        settings.steps());
        phases.add(
                new TrainingPhase(
                        all,
                        groups(all.model(), settings.lag(), frozen),
                        assembled.learners(),
                        frozen,
                        new EarlyStop(settings.earlyStopping(), model.parameters()),
                        settings));
        if (fitsPrior) {
            Plan prior =
                    new Plan(
                            "prior",
                            model,
                            new PriorFit(),
                            KlWeight.ONE,
                            assembled.mode(),
                            settings.optimizerOfPrior(),
                            settings.priorSteps());
            phases.add(
                    new TrainingPhase(
                            prior,
                            List.of(new Group(learned(model.priorParameters(), frozen), null)),
                            List.of(),
                            frozen,
                            new EarlyStop(settings.earlyStopping(), model.parameters()),
                            settings));
        }
        return List.copyOf(phases);
    }

    /** Returns the parameters of a whole model that follow the gradient of the loss. */
    private static List<Group> groups(LatentVariableModel model, @Nullable Lag lag, Frozen frozen) {
        if (lag == null) {
            return List.of(new Group(learned(model.parameters(), frozen), null));
        }
        return List.of(
                new Group(learned(model.inference().parameters(), frozen), null),
                new Group(learned(model.generative().parameters(), frozen), lag));
    }

    /**
     * Checks that each phase of training has something to learn.
     *
     * @throws IllegalArgumentException if it has not
     */
    static void requireFits(LatentVariableModel model, TrainingSettings settings, Frozen frozen) {
        if (settings.lag() != null && learned(model.inference().parameters()).isEmpty()) {
            throw new IllegalArgumentException(
                    "training.lag: the inference has no parameters that follow a gradient, behind"
                            + " which the generative model could lag");
        }
        if (settings.emaDecay() != null && learned(model.parameters(), frozen).isEmpty()) {
            throw new IllegalArgumentException(
                    "training.emaDecay: the model has no parameters that follow a gradient, whose"
                            + " average could be kept\nleave it out");
        }
        if (frozen.isEmpty()) {
            return;
        }
        boolean learnsNothing =
                learned(model.parameters(), frozen).isEmpty()
                        && (!learned(model.parameters()).isEmpty()
                                || model.parameters().stream().allMatch(frozen::has));
        if (learnsNothing) {
            throw new IllegalArgumentException(
                    "start.frozen: every parameter of the model is frozen, so that nothing is left to"
                            + " train\nfreeze one part with start.parts: encoder or decoder, or use the"
                            + " trained run itself");
        }
        if (settings.lag() != null && learned(model.inference().parameters(), frozen).isEmpty()) {
            throw new IllegalArgumentException(
                    "start.frozen: the inference is frozen, and by training.lag the generative model"
                            + " would lag behind it\nleave training.lag out");
        }
        if (settings.fitsPriorAfterwards() && learned(model.priorParameters(), frozen).isEmpty()) {
            throw new IllegalArgumentException(
                    "start.frozen: the prior is frozen, and training.priorSteps would fit it"
                            + "\nleave training.priorSteps out, or name start.parts");
        }
    }

    private static List<Parameter> learned(List<Parameter> parameters, Frozen frozen) {
        return learned(parameters).stream().filter(p -> !frozen.has(p)).toList();
    }

    private static List<Parameter> learned(List<Parameter> parameters) {
        return parameters.stream().filter(p -> p.role() == Parameter.Role.LEARNED).toList();
    }

    /** Returns what the phase moves: parameters of the model, the estimator and the regulariser. */
    List<Parameter> learned() {
        return Stream.concat(
                        groups.stream().map(Group::parameters), own.stream().map(Own::parameters))
                .flatMap(List::stream)
                .toList();
    }

    /** Makes the updates of state after a step, whose weights then count in their average. */
    void update(List<StateUpdate> updates, TrainingProgress clock) {
        frozen.during(updates, clock, start + clock.step() == 0);
        average.follow(clock.step() - skipped.inPhase());
    }

    WeightAverage average() {
        return average;
    }

    /** Leaves in the model what the phase is for: the best by validation, or else the average. */
    void settle() {
        if (earlyStop.hasBest()) {
            earlyStop.restoreBest();
        } else {
            average.takePlace();
        }
    }

    Plan plan() {
        return plan;
    }

    EarlyStop earlyStop() {
        return earlyStop;
    }

    /** Begins this phase after a number of steps of earlier ones. */
    void begin(long done, TrainingPhase before) {
        start = done;
        skipped.follow(before.skipped);
    }

    SkippedSteps skipped() {
        return skipped;
    }

    /**
     * Returns whether to skip a step of the phase, and counts its norm.
     *
     * @param norm of the gradient, finite
     */
    boolean skips(double norm, TrainingProgress clock) {
        return skipped.skips(norm, groups.stream().allMatch(group -> group.movesAt(clock.step())));
    }

    boolean isOver(long done) {
        return isAtEnd(done) || earlyStop.isOver();
    }

    private boolean isAtEnd(long done) {
        return done - start >= plan.steps();
    }

    boolean isValidationDue(long done) {
        return earlyStop.isDue(done, isAtEnd(done));
    }

    /** Receives the bound after a step; returns whether it is the best of the phase so far. */
    boolean hear(double bound, long done) {
        return earlyStop.hear(bound, plan.regularizer().isMoving(clock(done - 1)));
    }

    /**
     * Returns the clock of the phase.
     *
     * @param step counts from 0 at the start of all training
     */
    TrainingProgress clock(long step) {
        return new TrainingProgress(step - start, plan.steps(), this::noteUser);
    }

    /** Notes who asks for the number of steps. */
    private void noteUser() {
        if (userOfSteps == null) {
            Set<Class<?>> own = Set.of(TrainingPhase.class, TrainingProgress.class);
            userOfSteps =
                    StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                            .walk(
                                    frames ->
                                            frames.map(StackWalker.StackFrame::getDeclaringClass)
                                                    .filter(caller -> !own.contains(caller))
                                                    .findFirst())
                            .map(Class::getSimpleName)
                            .orElse("a part");
        }
    }

    double learningRate(TrainingProgress clock) {
        return plan.optimizer().learningRate().at(clock.step());
    }

    /** Returns the phase as an observer sees it after a number of steps of all phases. */
    TrainingView view(long done) {
        return new TrainingView(
                done,
                plan.name(),
                plan.model(),
                plan.estimator(),
                plan.regularizer(),
                clock(Math.max(start, done - 1)),
                groups.stream().flatMap(group -> group.parameters().stream()).toList());
    }

    /** Returns the model's parameters that follow the gradient at a step of the phase. */
    List<Parameter> movingAt(long step) {
        return groups.stream()
                .filter(group -> group.movesAt(step))
                .flatMap(group -> group.parameters().stream())
                .toList();
    }

    /**
     * Changes what the phase learns along the gradients.
     *
     * @param scale a factor of the model's gradients; those of other parameters are not scaled
     */
    void learn(Gradients gradients, double scale, TrainingProgress clock) {
        double rate = learningRate(clock);
        for (Group group : groups) {
            if (group.movesAt(clock.step())) {
                long number = group.movesBefore(clock.step()) - skippedOf(group);
                Optimizer.Step step = new Optimizer.Step(number, rate, scale);
                optimizer.step(group.parameters(), gradients, step);
            }
        }
        long number = clock.step() - skipped.inPhase();
        for (Own learned : own) {
            double ofTheirOwn = learned.by().learningRate().at(clock.step());
            learned.optimizer()
                    .step(learned.parameters(), gradients, new Optimizer.Step(number, ofTheirOwn));
        }
    }

    /** Returns the number of skipped steps that would have moved a group. */
    private long skippedOf(Group group) {
        return group.lag() == null ? skipped.inPhase() : skipped.ofAll();
    }

    /** Returns the optimiser's state of all parameters that follow a gradient, and averages. */
    List<Parameter> optimizerState() {
        List<Parameter> all = new ArrayList<>(average.state());
        groups.forEach(group -> all.addAll(optimizer.state(group.parameters())));
        own.forEach(learned -> all.addAll(learned.optimizer().state(learned.parameters())));
        return all;
    }

    void save(Map<String, Checkpoint.Array> arrays, Map<String, String> facts) {
        ParameterArrays.copy(optimizerState(), OPTIMIZER, arrays);
        facts.put(PHASE, plan.name());
        facts.put(PHASE_START, Long.toString(start));
        if (userOfSteps != null) {
            facts.put(Checkpoint.USER_OF_STEPS, userOfSteps);
        }
        earlyStop.save(arrays, facts);
        skipped.save(arrays, facts);
        average.save(facts);
    }

    /**
     * Returns the phase that a checkpoint was saved in, in the state that it had then.
     *
     * @param left the arrays that are not restored yet; those of the phase are removed
     */
    static TrainingPhase restored(
            List<TrainingPhase> phases, Checkpoint checkpoint, Map<String, Checkpoint.Array> left) {
        String name = checkpoint.fact(PHASE);
        for (TrainingPhase phase : phases) {
            if (phase.plan.name().equals(name)) {
                phase.start = checkpoint.wholeNumber(PHASE_START);
                phase.userOfSteps = checkpoint.facts().get(Checkpoint.USER_OF_STEPS);
                phase.earlyStop.load(checkpoint, left);
                phase.skipped.load(checkpoint, left);
                ParameterArrays.take(phase.optimizerState(), OPTIMIZER, left);
                return phase;
            }
        }
        throw new IllegalArgumentException(
                "the checkpoint is of a phase '" + name + "', which this run does not have");
    }
}
