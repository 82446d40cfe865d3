// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.LatentVariableModel.ModelProperties;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.FittingRule.TriedModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Tries a model and its estimator on some examples, and asks the rules about parts that do not fit.
 */
final class FittingRules {

    /** An estimator cannot use the gradient of a model's draws. */
    static final class UnusableGradientException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        UnusableGradientException(String message) {
            super(message);
        }

        /** Returns the exception with a remedy at the end of its message. */
        IllegalArgumentException with(String remedy) {
            return new IllegalArgumentException(getMessage() + remedy, this);
        }
    }

    /** Extents of draws on trial: an event seldom has one of them, so that mixed up axes show. */
    private static final int TRIED_DRAWS = 3;

    private static final int TRIED_EXAMPLES = 7;

    /** Asked in this order, the first violation is reported. */
    private static final List<FittingRule> RULES =
            List.of(
                    FittingRules::density,
                    FittingRules::enumeration,
                    FittingRules::gradient,
                    FittingRules::independence,
                    FittingRules::gradientsBeside,
                    FittingRules::comparison,
                    FittingRules::score,
                    FittingRules::finiteKl);

    private FittingRules() {}

    /**
     * Tries a model, its densities and its estimator.
     *
     * @param added the rules of modules
     * @param names what a config calls the parts, for messages
     * @throws IllegalArgumentException with what does not fit
     */
    static void require(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            Collection<FittingRule> added,
            Map<String, String> names) {
        TrainingProgress start = new TrainingProgress(0, 1);
        Batch batch = model.trial(TRIED_EXAMPLES);
        requirePriorDensities(model.generative(), batch);
        JointDraw draw =
                model.infer(batch, RandomKey.of(0), Phase.training(start))
                        .draw(RandomKey.of(0), TRIED_DRAWS);
        TriedModel tried = new TriedModel(model, estimator, regularizer, batch, draw, names);
        require(Stream.concat(RULES.stream(), added.stream()).toList(), tried);
        requirePosteriorDensities(draw);
        OutputDistribution output = model.output(draw, batch);
        requireDensity(output, output.logProbability(batch.x()), densities(draw));
        // Asks for what an estimator can only refuse once it sees the model, such as kl: analytic.
        estimator.estimate(new Step(model, model.trial(), RandomKey.of(0), start, regularizer));
        require(List.of(of -> of.estimator().obstacle(of.model())), tried);
    }

    private static void require(List<FittingRule> rules, TriedModel tried) {
        for (FittingRule rule : rules) {
            Optional<String> violation = rule.violation(tried);
            if (violation.isPresent()) {
                throw new IllegalArgumentException(violation.get());
            }
        }
    }

    private static Optional<String> violated(boolean is, Supplier<String> message) {
        return is ? Optional.of(message.get()) : Optional.empty();
    }

    private static Optional<String> density(TriedModel tried) {
        return violated(
                tried.drawsAlone() && tried.estimator().needsDensity(tried.regularizer()),
                () ->
                        ("estimator '%s' needs log q, and inference '%s' finds values without a density; train"
                                        + " with estimator: joint, or with a regularizer that replaces the KL in the loss of"
                                        + " elbo")
                                .formatted(
                                        tried.estimatorName(), tried.model().inference().name()));
    }

    private static Optional<String> enumeration(TriedModel tried) {
        return violated(
                tried.draw().gradient() == GradientKind.ENUMERATED
                        && !tried.estimator().accepts(GradientKind.ENUMERATED),
                () ->
                        ("estimator '%s' cannot use draws in which a label takes every value; with supervision take"
                                        + " estimator: elbo")
                                .formatted(tried.estimatorName()));
    }

    /** Its remedy depends on all parts, and is added by who knows them. */
    private static Optional<String> gradient(TriedModel tried) {
        GradientKind kind = tried.draw().gradient();
        if (tried.estimator().accepts(kind)) {
            return Optional.empty();
        }
        Map<String, String> names = tried.names();
        throw new UnusableGradientException(
                "estimator '%s' cannot use the %s gradient of %s'"
                        .formatted(
                                tried.estimatorName(),
                                kind.label(),
                                !tried.drawsAlone() && names.containsKey("posterior")
                                        ? "posterior '" + names.get("posterior")
                                        : "inference '" + names.get("inference")));
    }

    private static Optional<String> independence(TriedModel tried) {
        return violated(
                !tried.estimator().acceptsDependentDraws()
                        && !tried.draw().latents().stream()
                                .allMatch(of -> of.q().drawsIndependently()),
                () ->
                        ("estimator '%s' needs draws that are independent of one another, and those of inference"
                                        + " '%s' are stratified\nset inference.stratified: false, or use estimator: elbo,"
                                        + " iwae or stl")
                                .formatted(
                                        tried.estimatorName(), tried.model().inference().name()));
    }

    /**
     * The gradients through draws of a chain in which other draws pass none. An estimator takes
     * unbiased ones beside those. It must accept a biased one by itself.
     */
    private static Optional<String> gradientsBeside(TriedModel tried) {
        JointDraw draw = tried.draw();
        if (draw.gradient().isThroughDraw() || draw.weights().isPresent()) {
            return Optional.empty();
        }
        return draw.latents().stream()
                .filter(latent -> latent.q().gradient().isBiased())
                .filter(latent -> !tried.estimator().accepts(latent.q().gradient()))
                .findFirst()
                .map(
                        latent ->
                                ("estimator '%s' cannot use the %s gradient of latent variable '%s' beside"
                                                + " the %s gradient of another; draw both alike")
                                        .formatted(
                                                tried.estimatorName(),
                                                latent.q().gradient().label(),
                                                latent.name(),
                                                draw.gradient().label()));
    }

    private static Optional<String> comparison(TriedModel tried) {
        return violated(
                tried.draw().isPointMass() && tried.estimator().comparesDraws(),
                () ->
                        ("estimator '%s' weighs several draws of an example, and those of a point mass are all"
                                        + " equal; use estimator: elbo")
                                .formatted(tried.estimatorName()));
    }

    private static Optional<String> score(TriedModel tried) {
        return violated(
                tried.draw().isContinued() && tried.estimator().omitsScore(),
                () ->
                        ("estimator '%s' leaves out the score of q, and its mean is not 0 for relaxed draws that have"
                                        + " no density; use estimator: elbo, or draw: discrete with an estimator of scores"
                                        + " such as vimco")
                                .formatted(tried.estimatorName()));
    }

    /** Whether q has the moments that KL(q || p) needs. */
    private static Optional<String> finiteKl(TriedModel tried) {
        GenerativeModel generative = tried.model().generative();
        Batch batch = tried.batch();
        Latents drawn = generative.sample(RandomKey.of(0), TRIED_EXAMPLES, batch.given());
        for (LatentVariable latent : generative.latents()) {
            Posterior q = tried.draw().of(latent.name()).q();
            Distribution p = generative.prior(latent.name(), drawn, batch.given());
            if (ModelProperties.klTailIndex(q, p) <= 1) {
                return Optional.of(
                        ("KL(q || p) of latent variable '%s' is infinite: the tails of q fall as the"
                                        + " power -%s, and -log p(z) grows as |z|^%s\ntake more degrees of"
                                        + " freedom than %2$s of q (above 4 for a standard error), or a"
                                        + " prior whose tails are a power too, such as prior: student-t")
                                .formatted(latent.name(), shown(q.tailIndex()), shown(p.decay())));
            }
        }
        return Optional.empty();
    }

    private static String shown(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** Checks draws [B, event] of each prior, and its log-densities of [K, B, event]. */
    private static void requirePriorDensities(GenerativeModel generative, Batch batch) {
        int n = TRIED_EXAMPLES;
        Latents drawn = generative.sample(RandomKey.of(0), n, batch.given());
        for (LatentVariable latent : generative.latents()) {
            Distribution p = generative.prior(latent.name(), drawn, batch.given());
            requireNoPointMass(latent, p);
            Shape event = latent.space().eventShape();
            Tensor z = drawn.z(latent.name());
            if (!z.shape().equals(event.prepend(n))) {
                throw new IllegalArgumentException(
                        "the prior draws values of shape %s for n = %s, expected [n, event] = %s of the latent space %s"
                                .formatted(z.shape(), n, event.prepend(n), latent.space()));
            }
            // One with a loss of its own may be slow to evaluate, or have no density.
            if (p.fitLoss().isEmpty()) {
                Tensor values =
                        z.reshape(event.prepend(1, n)).broadcastTo(event.prepend(TRIED_DRAWS, n));
                requireDensity(
                        KlRegistry.original(p), p.logProbability(values), Shape.of(TRIED_DRAWS, n));
            }
        }
    }

    private static void requirePosteriorDensities(JointDraw draw) {
        for (LatentDraw latent : draw.latents()) {
            if (latent.q().hasDensity() && !latent.givenOthers()) {
                requireDensity(
                        latent.q(), latent.q().logProbability(latent.draw().z()), densities(draw));
            }
        }
    }

    private static Shape densities(JointDraw draw) {
        LatentDraw first = draw.latents().get(0);
        return Shape.of(first.samples(), first.batch());
    }

    private static void requireDensity(Object of, @Nullable Tensor density, Shape expected) {
        String method = ClassOrigin.describe(of.getClass()) + ": logProbability returns ";
        if (density == null) {
            throw new IllegalArgumentException(method + "null");
        }
        if (!density.shape().equals(expected) || density.dtype() != density.runtime().dtype()) {
            throw new IllegalArgumentException(
                    "%s%s for %s draws of each of %s examples, expected %s%s"
                            .formatted(
                                    method,
                                    density,
                                    expected.extent(0),
                                    expected.extent(1),
                                    density.runtime().dtype(),
                                    expected));
        }
    }

    /** A layer of a chain is of the family of its posterior. */
    private static void requireNoPointMass(LatentVariable latent, Distribution p) {
        if (p instanceof Posterior layer && layer.isPointMass()) {
            throw new IllegalArgumentException(
                    ("latent variable '%s' is a point mass given %s, so that its"
                                    + " divergence from any other value is infinite; point masses come"
                                    + " first in a chain")
                            .formatted(latent.name(), String.join(", ", latent.parents())));
        }
    }
}
