// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.health;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.UnitActivity;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.training.TrainingView;

/**
 * Reads the signals of a model between two training steps.
 *
 * <p>Examples and noise are the same at every observation. So differences between observations come
 * from the parameters alone. No state is updated, and training goes on as if nothing was read.
 *
 * @param examples training examples
 * @param validation estimates the bound on each of some validation examples; none if there are none
 * @param training estimates the bound of each of some training examples, as evaluation does; asked
 *     before the first step
 * @param key of the noise
 */
@Internal
public record SignalReader(
        MiniBatch examples,
        Function<LatentVariableModel, double[]> validation,
        Function<LatentVariableModel, double[]> training,
        RandomKey key) {

    /** Units beyond this number are left out of the file. */
    private static final int MOST_UNITS = 256;

    /** Reads the signals. A signal that the model does not define is absent. */
    public HealthObservation read(TrainingView view) {
        Map<String, Double> signals = new LinkedHashMap<>();
        Map<String, List<Double>> units = new LinkedHashMap<>();
        TensorRuntime runtime = view.model().runtime();
        try (ReducedProducts reduced = runtime.reducedProducts();
                TensorScope scope = runtime.scope()) {
            Batch batch = view.model().batch(examples);
            addObjective(view, batch, signals);
            runtime.unrecorded(
                    () -> {
                        addPosterior(view, batch, signals, units);
                        return signals;
                    });
        }
        double[] bounds = {};
        double[] validated = {};
        // A posterior that is searched for each example has no bound of new ones at this price.
        if (signals.containsKey(HealthObservation.KL)
                && !view.model().inference().remembersData()) {
            validated = validation.apply(view.model());
            Arrays.stream(validated)
                    .average()
                    .ifPresent(bound -> signals.put(HealthObservation.VALIDATION_BOUND, bound));
            bounds = view.step() == 0 ? training.apply(view.model()) : bounds;
        }
        signals.replaceAll((name, value) -> rounded(value, 6));
        return new HealthObservation(
                view.step(),
                view.phase(),
                view.regularizer().isMoving(view.clock()),
                signals,
                units,
                rounded(validated),
                rounded(bounds));
    }

    private static List<Double> rounded(double[] bounds) {
        return Arrays.stream(bounds).mapToObj(bound -> rounded(bound, 6)).toList();
    }

    /** Adds loss, bound, weight of the KL and gradient norm, by the estimator of the run. */
    private void addObjective(TrainingView view, Batch batch, Map<String, Double> signals) {
        RandomKey own = key.split("objective");
        try (GradientTape tape = GradientTape.record(view.model().runtime())) {
            Objective objective = view.estimator().estimate(view.step(batch, own));
            signals.put(HealthObservation.LOSS, objective.loss().stopGradient().readScalar());
            Tensor bound = objective.bound();
            if (bound != null) {
                signals.put(HealthObservation.BOUND, bound.stopGradient().mean().readScalar());
            }
            signals.put(HealthObservation.EFFECTIVE_BETA, objective.klWeight().getAsDouble());
            if (!objective.minimised().isTracked()) {
                return;
            }
            Gradients gradients = tape.gradients(objective.minimised());
            List<Tensor> found = new ArrayList<>();
            view.learned().forEach(p -> gradients.find(p.value()).ifPresent(found::add));
            signals.put(HealthObservation.GRADIENT_NORM, Updates.norm(found));
        }
    }

    private void addPosterior(
            TrainingView view,
            Batch batch,
            Map<String, Double> signals,
            Map<String, List<Double>> units) {
        LatentVariableModel model = view.model();
        JointPosterior q = model.infer(batch, key.split("inference"), Phase.training(view.clock()));
        JointDraw draw = q.draw(key.split("posterior"), 1);
        if (model.inference().form() != PosteriorForm.DRAWS) {
            String variable = draw.latents().get(0).name();
            addKl(variable, KlTerms.of(model, batch, draw, KlMode.AUTO), signals, units);
        }
        addActiveUnits(model, q, signals);
        addLatentEffect(model, batch, q.draw(key.split("effect"), 2), signals);
        for (LatentDraw latent : draw.latents()) {
            String prefix = draw.latents().size() == 1 ? "" : latent.name();
            Map<String, Draw> draws = Factored.of(latent.draw());
            Map<String, Posterior> factors = Factored.of(latent.q());
            factors.forEach(
                    (factor, its) ->
                            addSignals(joined(prefix, factor), its, draws.get(factor), signals));
        }
    }

    /** Adds what a posterior says of itself, sorted by name: the file must not depend on a map. */
    private static void addSignals(
            String subject, Posterior q, @Nullable Draw draw, Map<String, Double> signals) {
        if (draw != null) {
            new TreeMap<>(q.signals(draw))
                    .forEach((name, value) -> signals.put(joined(subject, name), value));
        }
    }

    private static String joined(String... parts) {
        return String.join(".", Arrays.stream(parts).filter(part -> !part.isEmpty()).toList());
    }

    private static void addKl(
            String variable,
            List<KlTerm> terms,
            Map<String, Double> signals,
            Map<String, List<Double>> units) {
        signals.put(HealthObservation.KL, KlTerms.sum(terms).mean().readScalar());
        for (KlTerm term : terms) {
            if (terms.size() > 1) {
                signals.put(
                        HealthObservation.KL + "." + term.name(), term.value().mean().readScalar());
            }
            if (term.units().isPresent()) {
                double[] means = term.units().get().get().mean(0).readDoubles();
                units.put(
                        term.name().isEmpty() ? variable : term.name(),
                        Arrays.stream(means)
                                .limit(MOST_UNITS)
                                .mapToObj(nats -> rounded(nats, 3))
                                .toList());
            }
        }
    }

    /**
     * Counts the units whose posterior mean moves with x, as the metric of the same name does, each
     * variable given the locations of those drawn before it. The variances are those of the space's
     * own prior where those of a learned one have no closed form.
     */
    private static void addActiveUnits(
            LatentVariableModel model, JointPosterior q, Map<String, Double> signals) {
        Map<String, Posterior> each = q.atLocation();
        double active = 0;
        for (LatentVariable latent : model.generative().latents()) {
            Posterior its = each.get(latent.name());
            if (its == null || its.expectation().isEmpty()) {
                return;
            }
            Tensor mean = its.expectation().get();
            int rows = mean.shape().extent(0);
            double[] values = mean.readDoubles();
            int[] unitOf = latent.space().units();
            double[] variances =
                    IntStream.range(0, unitOf.length)
                            .mapToDouble(j -> variance(values, rows, unitOf.length, j))
                            .toArray();
            active +=
                    UnitActivity.count(
                            variances,
                            model.generative()
                                    .priorVariances(latent)
                                    .orElseGet(latent.space()::referenceVariances),
                            unitOf);
        }
        signals.put(HealthObservation.ACTIVE_UNITS, active);
    }

    /**
     * Two draws that are equal do not tell whether the decoder sees z; nor do values that are not
     * drawn.
     */
    private static void addLatentEffect(
            LatentVariableModel model, Batch batch, JointDraw two, Map<String, Double> signals) {
        if (two.weights().isEmpty()
                && two.latents().stream().anyMatch(of -> change(of.draw().z()) > 0)) {
            Tensor logProbability = model.output(two, batch).logProbability(batch.x());
            signals.put(HealthObservation.LATENT_EFFECT, change(logProbability));
        }
    }

    /** Returns the root mean square difference of the two draws of each example. */
    private static double change(Tensor two) {
        Tensor difference = two.slice(0, 0, 1).sub(two.slice(0, 1, 2));
        return Math.sqrt(difference.mul(difference).mean().readScalar());
    }

    private static double variance(double[] values, int rows, int width, int column) {
        double[] own =
                IntStream.range(0, rows).mapToDouble(i -> values[i * width + column]).toArray();
        double mean = Arrays.stream(own).average().orElse(Double.NaN);
        return Arrays.stream(own).map(x -> (x - mean) * (x - mean)).average().orElse(Double.NaN);
    }

    /** Returns a number with fewer digits, so that the file is small; rules see the same number. */
    private static double rounded(double value, int digits) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .doubleValue()
                : Double.NaN;
    }
}
