// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.BoundGain;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Evaluation;
import org.vaelab.framework.record.ModelFacts.LeftOut;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Missing;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.training.TrainingOutcome;

/** Facts about a run for its record. Each stage of the run adds some. */
@Internal
public final class RunNotes {

    private final RunSpec spec;
    private final UsedParts used;
    private final Map<String, String> words = new TreeMap<>();
    private ModelFacts facts = ModelFacts.NONE;
    private Provenance.@Nullable Start start;
    private Map<String, Long> examples = Map.of();
    private Map<String, AbsentMetric> absent = Map.of();
    private Map<String, Long> parameters = Map.of();

    public RunNotes(RunSpec spec, Plugins plugins) {
        this.spec = spec;
        this.used = new UsedParts(spec, plugins);
    }

    /** Notes the parts of the model, its latent variables and what its data are. */
    public void ofModel(
            AssembledModel assembled, PreparedData prepared, Evaluator evaluator, RandomKey key) {
        LatentVariableModel model = assembled.model();
        GenerativeModel generative = model.generative();
        used.addPartsOf(assembled);
        parameters = ParameterCounts.of(assembled, spec.frozen(model));
        Binarization binarization = prepared.preparation().binarization();
        binarization.clause().ifPresent(clause -> words.put(binarization.toString(), clause));
        Map<String, String> parts = new LinkedHashMap<>(assembled.partNames());
        parts.put("inference", model.inference().name());
        facts =
                new ModelFacts(
                        parts,
                        generative.latents().stream()
                                .map(latent -> latent.space().toString())
                                .toList(),
                        likelihood(generative, prepared),
                        preparation(prepared),
                        spec.training().trains()
                                ? tryStep(assembled, key)
                                : ModelFacts.NONE.training(),
                        new Evaluation(
                                evaluator.klSource(model).label(),
                                new Subset(evaluator.subset().seed().orElse(null)),
                                null,
                                Map.of()),
                        assembled.networks(),
                        Map.of(),
                        List.of());
    }

    private static Likelihood likelihood(GenerativeModel generative, PreparedData prepared) {
        List<String> names = DataView.modelledColumns(prepared).stream().map(Column::name).toList();
        return new Likelihood(
                generative.measure().byName(names),
                generative.givenOfDatum(),
                generative.condition().widths(),
                generative.latents().stream()
                        .filter(latent -> latent.observation().isPresent())
                        .map(LatentVariable::name)
                        .findFirst()
                        .orElse(null));
    }

    private static Preparation preparation(PreparedData prepared) {
        Map<String, String> given = new LinkedHashMap<>();
        prepared.split().ifPresent(of -> of.given().forEach(p -> given.put(p.name(), p.text())));
        return new Preparation(
                prepared.preparation().dequantization().map(Object::toString).orElse(null),
                prepared.standardization().isPresent(),
                given,
                prepared.dataset()
                        .leftOut()
                        .map(out -> new LeftOut(out.column(), out.values(), out.dropped()))
                        .orElse(null),
                prepared.dataset()
                        .missing()
                        .map(of -> new Missing(of.training(), of.test()))
                        .orElse(null),
                prepared.dataset().facts().dropped());
    }

    /** Returns the gradient and KL of training, found with one draw and one estimate. */
    private Training tryStep(AssembledModel assembled, RandomKey key) {
        LatentVariableModel trained = assembled.trained();
        try (TensorScope scope = trained.runtime().scope()) {
            TrainingProgress begin = new TrainingProgress(0, spec.training().steps());
            Batch trial = trained.trial();
            JointDraw draw = trained.infer(trial, key, Phase.training(begin)).draw(key, 1);
            try (GradientTape tape = GradientTape.record(trained.runtime())) {
                Objective objective =
                        assembled.estimator().estimate(assembled.step(trial, key, begin));
                return new Training(
                        draw.gradient().label(),
                        objective.klSource().label(),
                        objective.onlyUpdates(),
                        null,
                        null);
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

    /**
     * Notes how training went.
     *
     * @param finished why a listener ended it; empty if none did
     * @param continuedAt after which numbers of steps more were planned
     * @param gain what it did to the bound of training examples; null if that is not known
     */
    public void ofTraining(
            TrainingOutcome outcome,
            String finished,
            List<Long> continuedAt,
            @Nullable BoundGain gain) {
        Training of = facts.training();
        facts =
                facts.trained(
                        new Training(
                                of.gradient(),
                                of.kl(),
                                of.byUpdates(),
                                outcome.steps(),
                                outcome.skippedSteps(),
                                finished.isEmpty() ? null : finished,
                                continuedAt,
                                gain));
    }

    /**
     * Notes the caveats of the metrics, and from which k-hat on importance sampling is unreliable.
     */
    public void ofEvaluation(EvaluationResult result) {
        boolean hasThreshold = hasHeavyTail(result) && spec.evaluation().importanceTarget() == null;
        facts =
                facts.evaluated(
                        hasThreshold
                                ? ImportanceWeights.reliableParetoK(
                                        spec.evaluation().importanceSamples())
                                : null,
                        result.caveats());
    }

    private static boolean hasHeavyTail(EvaluationResult result) {
        return result.metrics().keySet().stream()
                .map(result.descriptions()::get)
                .anyMatch(metric -> metric != null && metric.role() == MetricRole.HEAVY_TAIL);
    }

    /** Notes the measured metrics, and why others are absent. */
    public void ofCompleteRun(EvaluationResult result, Map<String, AbsentMetric> absentMetrics) {
        used.addMetrics(result.metrics().keySet());
        examples = counts(result);
        absent = absentMetrics;
    }

    public List<String> pluginOptions() {
        return used.jarOptions();
    }

    public ModelFacts facts() {
        return facts.from(used.jars(), used.partsOfNoJar());
    }

    /** Returns the number of parameters by part; empty if the model could not be made. */
    public Map<String, Long> parameters() {
        return parameters;
    }

    /** Returns the methods with their papers. */
    public List<Method> methods() {
        return used.methods();
    }

    /**
     * Returns what a paper calls the parts, by name, and clauses on the data, by what they explain.
     */
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
    Map<String, Long> examples() {
        return examples;
    }

    /** Returns why metrics are absent; empty if the run failed. */
    Map<String, AbsentMetric> absent() {
        return absent;
    }
}
