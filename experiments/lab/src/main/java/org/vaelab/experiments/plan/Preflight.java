// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.Place;
import org.vaelab.experiments.config.Problem;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.LayerList;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.TrainingSettings;

/**
 * Tries every model of a comparison before anything is written. It loads the data, assembles the
 * parts on a separate runtime, and estimates the bound of one example.
 */
@Internal
public final class Preflight {

    /**
     * The largest probability. A loss in nats is seldom smaller, so that few are looked at more
     * closely.
     */
    private static final double SMALL_LOSS = 1;

    /**
     * The least probability whose gradient trains. Adam divides it by 1e-8 and more, so that with a
     * smaller one a step is less than a ten thousandth of the learning rate.
     */
    private static final double LEAST_LOSS = 1e-12;

    private final Plugins plugins;
    private final Backends backends;
    private final Function<RunSpec, PreparedData> data;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<AuditedModel> tried = new ArrayList<>();
    private List<RunSpec> runs = List.of();

    /**
     * Creates the check.
     *
     * @param data loads the data of a run, and caches them
     */
    public Preflight(Plugins plugins, Backends backends, Function<RunSpec, PreparedData> data) {
        this.plugins = plugins;
        this.backends = backends;
        this.data = data;
    }

    /**
     * Tries the first run of every model.
     *
     * @return the tried models
     * @throws UserError with all models that cannot be trained
     * @throws org.vaelab.framework.tensor.spi.BackendException if a backend cannot be opened
     * @throws PluginException if a plugin fails in another way than by rejecting its settings
     */
    public AuditedPlan check(ComparisonSpec spec) {
        problems.clear();
        tried.clear();
        runs = spec.runs();
        for (String model : spec.models()) {
            check(spec.firstRun(model), spec.origins().get(model));
        }
        if (!problems.isEmpty()) {
            throw new UserError(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return new AuditedPlan(spec, tried);
    }

    private void check(RunSpec run, ComparisonSpec.Origins origins) {
        PreparedData prepared;
        try {
            prepared = data.apply(run);
        } catch (DataException e) {
            refuse(origins.at().apply(e.key()), e);
            return;
        }
        try {
            prepared.batches(run.training().batch(), RandomKey.of(run.seed()));
        } catch (DataException e) {
            // Where the config has no such key, the place is that of the model.
            refuse(origins.at().apply("training.batch"), e.getMessage() + "\nset training.batch");
        }
        if (run.training().earlyStopping() != null && prepared.validation().isEmpty()) {
            problems.add(
                    new Problem(
                            origins.at().apply("training"),
                            "earlyStopping needs validation examples, and none are held out",
                            List.of("set data.validation, for example to 0.1")));
        }
        try {
            run.evaluation().evaluated(prepared);
        } catch (DataException e) {
            refuse(origins.at().apply(e.key()), e);
        }
        requireValidations(run.training(), origins.at().apply("training"));
        assemble(run, prepared, origins);
    }

    private void requireValidations(TrainingSettings training, Place place) {
        TrainingSettings.EarlyStopping stop = training.earlyStopping();
        if (stop != null && stop.every() > training.steps()) {
            problems.add(
                    new Problem(
                            place,
                            ("earlyStopping.every is %s, more than the %s steps of training:"
                                            + " nothing could be stopped early")
                                    .formatted(stop.every(), training.steps()),
                            List.of("lower earlyStopping.every, or leave earlyStopping out")));
        }
    }

    private void assemble(RunSpec run, PreparedData prepared, ComparisonSpec.Origins origins) {
        TensorRuntime opened;
        try {
            opened = run.runtime().open(backends);
        } catch (IllegalArgumentException e) {
            // Reported once, at the key of the device, for all models that share it.
            refuse(origins.at().apply("runtime.device"), e);
            return;
        }
        try (TensorRuntime runtime = opened) {
            AssembledModel assembled = run.assemble(runtime, plugins, prepared);
            Evaluator evaluator = new Evaluator(run.evaluation(), Metrics.of(plugins));
            evaluator.requireFits(prepared);
            List<String> remarks = remarks(run, assembled, prepared);
            // Assembly has tried the estimator; evaluation may need another KL.
            evaluator.klSource(assembled.model());
            assembled.further().forEach(other -> assembled.model().with(other).properties());
            run.probe(runtime, plugins, prepared).ifPresent(probe -> probe.requireFits(assembled));
            run.training().requireFits(assembled.model(), run.frozen(assembled.model()));
            requireStarts(run, assembled.model(), prepared);
            requireBatch(
                    run.training().batch(),
                    assembled.regularizer(),
                    origins.at().apply("training.batch"));
            assembled
                    .estimator()
                    .obstacle(run.training().batch())
                    .ifPresent(reason -> refuse(origins.at().apply("training.batch"), reason));
            requireLoss(run, assembled, prepared);
            requireStep(run, assembled);
            tried.add(AuditedModel.of(run, prepared, assembled, remarks));
        } catch (UserError e) {
            // A problem indents its lines itself.
            refuse(origins.model(), String.valueOf(e.getMessage()).replace("\n    ", "\n"));
        } catch (LayerList.PlacedException e) {
            // Modalities may share a list, which does not name them.
            Place own = origins.at().apply(e.place());
            refuse(own, own.path().endsWith(e.place()) ? e.problem() : e.getMessage());
        } catch (IllegalArgumentException | DataException e) {
            refuse(origins.model(), e);
        } catch (OutOfMemoryError e) {
            refuse(origins.model(), FailedRun.of(e).text().replace("\n    ", "\n"));
        } catch (RuntimeException | Error e) {
            String doing = "when the model '" + run.model() + "' was tried";
            Optional<PluginException> defect = plugins.jars().defect(doing, e);
            if (defect.isPresent()) {
                throw defect.get();
            }
            throw e;
        }
    }

    /** Checks networks from elsewhere, and then what assembly has tried of other models. */
    private List<String> remarks(RunSpec run, AssembledModel assembled, PreparedData prepared) {
        Optional<GivenNetworks> given =
                run.blueprint().ofParts().flatMap(ModelBlueprint.OfParts::given);
        if (given.isEmpty()) {
            return List.of();
        }
        List<String> remarks = given.get().check(assembled.model(), prepared);
        assembled.requireUsable(plugins);
        return remarks;
    }

    /** Tries what the seeds of a model start from, as far as it is still there. */
    private void requireStarts(RunSpec first, LatentVariableModel model, PreparedData prepared) {
        runs.stream()
                .filter(run -> run.model().equals(first.model()))
                .flatMap(run -> run.start().stream())
                .distinct()
                .filter(start -> StartRun.obstacle(start.run()).isEmpty())
                .forEach(
                        start ->
                                StartRun.open(start)
                                        .requireFits(
                                                "model '" + first.model() + "'", model, prepared));
    }

    private void requireBatch(int batch, KlRegularizer regularizer, Place place) {
        if (batch < regularizer.leastBatch()) {
            problems.add(
                    new Problem(
                            place,
                            "batch must be at least %s for %s, is %s"
                                    .formatted(regularizer.leastBatch(), regularizer, batch),
                            List.of()));
        }
    }

    /**
     * Checks that the loss of the first step can train. A loss that is a probability vanishes where
     * x has many values. Weights of another model may give a larger one.
     */
    private static void requireLoss(RunSpec run, AssembledModel assembled, PreparedData prepared) {
        LatentVariableModel model = assembled.trained();
        if (!run.training().trains() || run.start().isPresent()) {
            return;
        }
        try (TensorScope scope = model.runtime().scope()) {
            if (size(objective(assembled, model.trial())) > SMALL_LOSS) {
                return;
            }
            int batch = run.training().batch();
            Batch first = model.batch(prepared.batches(batch, RandomKey.of(run.seed())).at(0));
            Objective objective = objective(assembled, first);
            double bound = objective.bound().mean().readScalar();
            if (size(objective) < LEAST_LOSS && bound < Math.log(LEAST_LOSS)) {
                throw new IllegalArgumentException(
                        "estimator '%s' ascends p(x) itself, and log p(x) is about %s nats at the first step: the gradient of so small a number hardly moves a weight\nascend log p(x), as elbo, iwae and the other updates of generalized-update do, or start from a trained model (start)"
                                .formatted(
                                        assembled.partNames().get("estimator"), Math.round(bound)));
            }
        }
    }

    /**
     * Tries the networks in a training step: statistics of a batch may need several examples. Two
     * are enough, unless the estimator takes whole epochs alone.
     */
    private static void requireStep(RunSpec run, AssembledModel assembled) {
        LatentVariableModel model = assembled.trained();
        int batch = run.training().batch();
        int few = Math.min(2, batch);
        int tried = assembled.estimator().obstacle(few).isEmpty() ? few : batch;
        List<Parameter> learned = new ArrayList<>(model.parameters());
        learned.removeAll(run.frozen(model));
        try (TensorScope scope = model.runtime().scope()) {
            AuditedModel.updates(assembled, learned, tried);
        }
    }

    private static double size(Objective objective) {
        return Math.abs(objective.loss().readScalar());
    }

    private static Objective objective(AssembledModel assembled, Batch batch) {
        return assembled
                .estimator()
                .estimate(assembled.step(batch, RandomKey.of(0), new TrainingProgress(0, 1)));
    }

    /** The first line of a message, and its further lines as hints. */
    private void refuse(Place place, RuntimeException e) {
        refuse(place, String.valueOf(e.getMessage()));
    }

    private void refuse(Place place, String reason) {
        problems.add(Problem.ofLines(place, reason));
    }
}
