// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.ImportanceWeights;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.training.TrainingOutcome;

/**
 * Facts about a run for its record: choices, the number of examples of each metric, and absent
 * metrics. Each stage of the run adds some.
 */
public final class RunNotes {

    private final RunSpec spec;
    private final UsedParts used;
    private final Map<String, String> choices = new LinkedHashMap<>();
    private final Map<String, String> words = new TreeMap<>();
    private Provenance.@Nullable Start start;
    private Map<String, Integer> examples = Map.of();
    private Map<String, String> absent = Map.of();
    private Map<String, Long> parameters = Map.of();

    public RunNotes(RunSpec spec, Plugins plugins) {
        this.spec = spec;
        this.used = new UsedParts(spec, plugins);
        choices.putAll(used.jarChoices());
    }

    /** Notes the parts of the model, its latent variables and what its data are. */
    public void ofModel(
            AssembledModel assembled, PreparedData prepared, Evaluator evaluator, RandomKey key) {
        LatentVariableModel model = assembled.model();
        GenerativeModel generative = model.generative();
        used.addPartsOf(assembled);
        parameters = ParameterCounts.of(assembled, spec.frozen(model));
        choices.putAll(used.jarChoices());
        choices.put("kl", evaluator.klSource(model).label());
        choices.putAll(assembled.partNames());
        Binarization binarization = prepared.preparation().binarization();
        binarization.clause().ifPresent(clause -> words.put(binarization.toString(), clause));
        choices.put("likelihoodOf", generative.isProbability() ? "probability" : "density");
        choices.put(
                Provenance.BASE_MEASURE,
                generative
                        .measure()
                        .text(
                                DataView.modelledColumns(prepared).stream()
                                        .map(Column::name)
                                        .toList()));
        if (!generative.givenOfDatum().isEmpty()) {
            choices.put(Provenance.LIKELIHOOD_GIVEN, String.join(", ", generative.givenOfDatum()));
        }
        prepared.preparation()
                .dequantization()
                .ifPresent(how -> choices.put("dequantization", how.toString()));
        if (prepared.standardization().isPresent()) {
            choices.put(
                    "standardization",
                    "mean and standard deviation of each value over the training data");
        }
        prepared.split().ifPresent(split -> choices.put("given", split.toString()));
        prepared.dataset()
                .leftOut()
                .ifPresent(
                        out -> {
                            choices.put(Provenance.LEFT_OUT, out.toString());
                            choices.put(Provenance.DROPPED, out.clause());
                        });
        prepared.dataset()
                .missingClause()
                .ifPresent(clause -> choices.put(Provenance.MISSING, clause));
        choices.put(
                "latentSpace",
                generative.latents().stream()
                        .map(latent -> latent.space().toString())
                        .collect(Collectors.joining(" > ")));
        if (!generative.condition().isNone()) {
            choices.put("condition", generative.condition().toString());
        }
        generative.latents().stream()
                .filter(latent -> latent.observation().isPresent())
                .forEach(latent -> choices.put("latentLabel", latent.name()));
        choices.put("inference", model.inference().name());
        choices.put("subset", evaluator.subset().toString());
        if (spec.training().trains()) {
            tryStep(assembled, key);
        }
    }

    /** Notes the gradient and KL of training, found with one draw and one estimate. */
    private void tryStep(AssembledModel assembled, RandomKey key) {
        LatentVariableModel trained = assembled.trained();
        try (TensorScope scope = trained.runtime().scope()) {
            TrainingProgress start = new TrainingProgress(0, spec.training().steps());
            Batch trial = trained.trial();
            JointDraw draw = trained.infer(trial, key, Phase.training(start)).draw(key, 1);
            choices.put("gradient", draw.gradient().label());
            try (GradientTape tape = GradientTape.record(trained.runtime())) {
                Objective objective =
                        assembled.estimator().estimate(assembled.step(trial, key, start));
                choices.put("trainingKl", objective.klSource().label());
                if (objective.onlyUpdates()) {
                    choices.put("optimizer", "none, the objective updates the parameters itself");
                }
            }
        }
    }

    /** Notes the chain of runs that the run started from. */
    public void startedFrom(Provenance.Start chain) {
        start = chain;
    }

    Provenance.@Nullable Start start() {
        return start;
    }

    public void ofTraining(TrainingOutcome outcome) {
        choices.put("trainedSteps", Long.toString(outcome.steps()));
        Long skipped = outcome.skippedSteps();
        if (skipped != null) {
            choices.put("skippedSteps", Long.toString(skipped));
        }
    }

    /**
     * Notes the caveats of the metrics, and from which k-hat on importance sampling is unreliable.
     */
    public void ofEvaluation(EvaluationResult result) {
        if (result.metrics().containsKey(Metrics.PARETO_K)
                && spec.evaluation().importanceTarget() == null) {
            int draws = spec.evaluation().importanceSamples();
            double threshold = ImportanceWeights.reliableParetoK(draws);
            choices.put("kHatThreshold", String.format(Locale.ROOT, "%.3f", threshold));
        }
        result.caveats()
                .forEach((metric, caveat) -> choices.put(Provenance.CAVEAT + metric, caveat));
    }

    /** Notes the measured metrics, and the reasons for absent ones. */
    public void ofCompleteRun(EvaluationResult result, Map<String, String> absentMetrics) {
        used.addMetrics(result.metrics().keySet());
        examples = result.examples();
        absent = absentMetrics;
    }

    public List<String> pluginOptions() {
        return used.jarOptions();
    }

    public Map<String, String> choices() {
        return choices;
    }

    /** Returns the number of parameters by part; empty if the model could not be made. */
    public Map<String, Long> parameters() {
        return parameters;
    }

    /** Returns the methods with their papers. */
    public List<Method> methods() {
        return used.methods();
    }

    /** Returns what a paper calls the parts, by name, and clauses on the data, by what they explain. */
    public Map<String, String> words() {
        Map<String, String> all = new TreeMap<>(words);
        all.putAll(used.words());
        return all;
    }

    /** Returns the number of examples by metric of an evaluation, as records have it. */
    public static Map<String, Long> counts(EvaluationResult result) {
        Map<String, Long> counts = new LinkedHashMap<>();
        result.examples().forEach((metric, count) -> counts.put(metric, (long) count));
        return counts;
    }

    /** Returns the number of examples by metric; empty if the run failed. */
    Map<String, Integer> examples() {
        return examples;
    }

    /** Returns the reasons of absent metrics; empty if the run failed. */
    Map<String, String> absent() {
        return absent;
    }
}
