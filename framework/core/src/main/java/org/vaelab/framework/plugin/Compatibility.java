// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.AscendingInference;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.ModelFacts;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Checks that the parts of a model fit the data and one another. */
final class Compatibility {

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

    private Compatibility() {}

    /**
     * Returns what a part has created.
     *
     * @throws IllegalArgumentException if it is null
     */
    static <T> T created(Object part, @Nullable T created) {
        if (created == null) {
            throw new IllegalArgumentException(
                    Origin.describe(part.getClass()) + ": create returns null");
        }
        return created;
    }

    /**
     * Checks that the likelihood has a density for the data.
     *
     * @param others the names of likelihoods that have
     */
    static void requireDensity(
            String name, Likelihood density, ValueDomain domain, Supplier<List<String>> others) {
        if (density.domains().contains(domain)) {
            return;
        }
        boolean isScaled = domain == ValueDomain.GREY_LEVELS || domain == ValueDomain.UNIT_INTERVAL;
        String binarise =
                isScaled && density.domains().contains(ValueDomain.BINARY)
                        ? "binarise the data (data.binarize: dynamic, static or threshold) or "
                        : "";
        throw new IllegalArgumentException(
                "likelihood '%s' has no density for data of domain '%s', only for %s; %schoose another"
                                .formatted(
                                        name,
                                        domain.label(),
                                        density.domains().stream()
                                                .map(ValueDomain::label)
                                                .sorted()
                                                .collect(Collectors.joining(", ")),
                                        binarise)
                        + " likelihood: "
                        + String.join(", ", others.get()));
    }

    /** Checks that a likelihood has densities of single values, so that it can leave missing ones out. */
    static void requireSingleValues(String name, Likelihood density, PartContext context) {
        TensorRuntime runtime = context.runtime();
        try (TensorScope scope = runtime.scope()) {
            Tensor head = runtime.zeros(Shape.of(1, density.head(context.shape()).width()));
            Tensor x = runtime.zeros(Shape.of(1, context.shape().size()));
            if (density.of(head).byValue(x).isEmpty()) {
                throw new IllegalArgumentException(
                        ("likelihood '%s' cannot leave out missing values, because it has no density"
                                        + " of a single value; choose another likelihood, or fill the"
                                        + " values in")
                                .formatted(name));
            }
        }
    }

    /** Checks that an inference which follows a gradient has one. */
    static void requireGradient(GenerativeModel generative, Inference inference) {
        if (inference.needsGradient()) {
            generative
                    .withoutGradient()
                    .ifPresent(
                            why -> {
                                throw new IllegalArgumentException(
                                        "inference '%s' needs the gradient of log p(x, z) in z: %s"
                                                .formatted(inference.name(), why));
                            });
        }
    }

    /** Checks that a prior which is trained with its model is fitted by -log p(z). */
    static void requireLikelihoodFit(ConditionalPrior prior, Map<String, String> partNames) {
        if (prior instanceof Prior known && known.fitLoss().isPresent()) {
            throw new IllegalArgumentException(
                    ("prior '%s' is fitted to the codes of a trained model, by a loss of its own"
                                    + " that is not -log p(z)\nset training.priorSteps")
                            .formatted(partNames.get("prior")));
        }
    }

    /**
     * Tries a model and its estimator on one example, and its densities on several.
     *
     * @param partNames what a config calls the parts, for messages
     */
    static void requireUsable(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            Map<String, String> partNames) {
        TrainingProgress start = new TrainingProgress(0, 1);
        Batch trial = model.trial();
        Batch several = model.trial(TRIED_EXAMPLES);
        requirePriorDensities(model.generative(), several);
        JointPosterior q = model.infer(several, RandomKey.of(0), Phase.training(start));
        boolean drawsAlone = model.inference().form() == PosteriorForm.DRAWS;
        if (drawsAlone && estimator.needsDensity(regularizer)) {
            throw new IllegalArgumentException(
                    ("estimator '%s' needs log q, and inference '%s' finds values"
                                    + " without a density; train with estimator: joint, or with a"
                                    + " regularizer that replaces the KL in the loss of elbo")
                            .formatted(partNames.get("estimator"), model.inference().name()));
        }
        JointDraw draw = q.draw(RandomKey.of(0), TRIED_DRAWS);
        GradientKind kind = draw.gradient();
        if (kind == GradientKind.ENUMERATED && !estimator.accepts(kind)) {
            throw new IllegalArgumentException(
                    ("estimator '%s' cannot use draws in which a label takes every"
                                    + " value; with supervision take estimator: elbo")
                            .formatted(partNames.get("estimator")));
        }
        if (!estimator.accepts(kind)) {
            throw new UnusableGradientException(
                    "estimator '%s' cannot use the %s gradient of %s'"
                            .formatted(
                                    partNames.get("estimator"),
                                    kind.label(),
                                    !drawsAlone && partNames.containsKey("posterior")
                                            ? "posterior '" + partNames.get("posterior")
                                            : "inference '" + partNames.get("inference")));
        }
        if (!estimator.acceptsDependentDraws()
                && !draw.latents().stream().allMatch(of -> of.q().drawsIndependently())) {
            throw new IllegalArgumentException(
                    ("estimator '%s' needs draws that are independent of one another, and those of"
                                    + " inference '%s' are stratified\nset inference.stratified:"
                                    + " false, or use estimator: elbo, iwae or stl")
                            .formatted(partNames.get("estimator"), model.inference().name()));
        }
        if (!kind.isThroughDraw() && draw.weights().isEmpty()) {
            requireUnbiasedBeside(kind, draw, estimator, partNames.get("estimator"));
        }
        if (draw.isPointMass() && estimator.comparesDraws()) {
            throw new IllegalArgumentException(
                    ("estimator '%s' weighs several draws of an example, and those of a point mass are"
                                    + " all equal; use estimator: elbo")
                            .formatted(partNames.get("estimator")));
        }
        if (draw.isContinued() && estimator.omitsScore()) {
            throw new IllegalArgumentException(
                    ("estimator '%s' leaves out the score of q, and its mean is not 0 for relaxed draws"
                                    + " that have no density; use estimator: elbo, or draw: discrete with"
                                    + " an estimator of scores such as vimco")
                            .formatted(partNames.get("estimator")));
        }
        requireFiniteKl(model.generative(), draw, several);
        requirePosteriorDensities(draw);
        OutputDistribution output = model.output(draw, several);
        requireDensity(output, output.logProbability(several.x()), densities(draw));
        // Asks for what an estimator can only refuse once it sees the model, such as kl: analytic.
        estimator.estimate(new Step(model, trial, RandomKey.of(0), start, regularizer));
        estimator
                .obstacle(model)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
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

    /** Checks that q has the moments that KL(q || p) needs. */
    private static void requireFiniteKl(GenerativeModel generative, JointDraw draw, Batch batch) {
        Latents drawn = generative.sample(RandomKey.of(0), TRIED_EXAMPLES, batch.given());
        for (LatentVariable latent : generative.latents()) {
            Posterior q = draw.of(latent.name()).q();
            Distribution p = generative.prior(latent.name(), drawn, batch.given());
            if (ModelFacts.klTailIndex(q, p) <= 1) {
                throw new IllegalArgumentException(
                        ("KL(q || p) of latent variable '%s' is infinite: the tails of q fall as the"
                                        + " power -%s, and -log p(z) grows as |z|^%s\ntake more degrees of"
                                        + " freedom than %2$s of q (above 4 for a standard error), or a"
                                        + " prior whose tails are a power too, such as prior: student-t")
                                .formatted(latent.name(), shown(q.tailIndex()), shown(p.decay())));
            }
        }
    }

    private static String shown(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
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
        String method = Origin.describe(of.getClass()) + ": logProbability returns ";
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

    /**
     * Checks the gradients through draws of a chain in which other draws pass none. An estimator takes
     * unbiased ones beside those. It must accept a biased one by itself.
     */
    private static void requireUnbiasedBeside(
            GradientKind kind, JointDraw draw, Estimator estimator, String name) {
        for (LatentDraw latent : draw.latents()) {
            GradientKind other = latent.q().gradient();
            if (other.isBiased() && !estimator.accepts(other)) {
                throw new IllegalArgumentException(
                        ("estimator '%s' cannot use the %s gradient of latent variable"
                                        + " '%s' beside the %s gradient of another; draw both alike")
                                .formatted(name, other.label(), latent.name(), kind.label()));
            }
        }
    }

    /**
     * Tries the estimator of a model whose label is drawn where it is not known. A known label
     * makes its q a point mass, which leaves no density of a relaxation.
     */
    static void requireClosedForm(
            LatentVariableModel model,
            Estimator estimator,
            KlRegularizer regularizer,
            Map<String, String> partNames) {
        TrainingProgress start = new TrainingProgress(0, 1);
        KlSource source =
                estimator
                        .estimate(
                                new Step(model, model.trial(), RandomKey.of(0), start, regularizer))
                        .klSource();
        if (source != KlSource.ANALYTIC) {
            throw new IllegalArgumentException(
                    ("estimator '%s' takes the KL as %s, and of a label that is drawn"
                                    + " where it is not known, and known elsewhere, it needs the closed"
                                    + " form; take estimator: elbo with kl: auto and a prior that has"
                                    + " one, or supervision.draw: enumerated")
                            .formatted(partNames.get("estimator"), source.label()));
        }
    }

    /**
     * Returns an inference that maximises in training what the estimator maximises, if it finds
     * posteriors by ascent, and the inference itself otherwise.
     *
     * @param givenLabel whether the inference finds posteriors for each value of a label
     * @param partNames what a config calls the parts, for messages
     */
    static Inference maximising(
            Inference inference,
            Estimator estimator,
            KlRegularizer regularizer,
            boolean givenLabel,
            Map<String, String> partNames) {
        if (!(inference instanceof AscendingInference ascending)) {
            return inference;
        }
        RegularizedBound objective =
                estimator
                        .posteriorObjective(regularizer)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "estimator '"
                                                        + partNames.get("estimator")
                                                        + "' cannot train q with inference '"
                                                        + inference.name()
                                                        + "', which finds q by gradient steps on the"
                                                        + " evidence lower bound"
                                                        + "\nuse estimator: elbo, or inference:"
                                                        + " amortized"));
        if (givenLabel && !objective.regularizer().isProportional()) {
            throw new IllegalArgumentException(
                    ("inference '%s' finds q for each value of the label apart, which is"
                                    + " right where one weight multiplies the KL; it is not for a"
                                    + " capacity, freeBits or training.layerKlWeight\nuse"
                                    + " training.klWeight instead, or inference: amortized")
                            .formatted(inference.name()));
        }
        return ascending.maximising(objective);
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

    /**
     * Checks that a model with {@link GivenNetworks}, which is not trained, has one latent variable, no
     * condition, and data as they are.
     */
    static void requireUntrained(ModelBlueprint blueprint, PartContext context) {
        Map<String, Boolean> named = new LinkedHashMap<>();
        named.put("a hierarchy in 'latent'", blueprint.hierarchy().isPresent());
        named.put("a 'condition'", !blueprint.condition().isEmpty());
        named.put("a 'regularizer'", blueprint.regularizer().isPresent());
        named.put("'supervision'", blueprint.supervision().isPresent());
        named.put("'training.priorSteps'", blueprint.fitsPriorAfterwards());
        named.put("data with missing values", context.data().hasMissing());
        named.put(
                "'data.standardize' (let the networks standardise)",
                context.data().standardization().isPresent());
        requireNone(blueprint, "variant '%s' does not support %s", named);
    }

    /**
     * Checks that no parameter of a model with {@link GivenNetworks} waits for training.
     *
     * @param partNames what a config calls the parts, by kind
     */
    static void requireNothingToLearn(
            ModelBlueprint blueprint, LatentVariableModel model, Map<String, String> partNames) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                String kind = parameter.name().replaceFirst("\\..*", "");
                String remedy =
                        kind.equals("likelihood")
                                ? ", such as likelihood: {type: gaussian, scale: fixed, value: 0.1}"
                                : "";
                throw new IllegalArgumentException(
                        ("variant '%s' trains nothing, and %s '%s' has a parameter, '%s', that only"
                                        + " training would set\nchoose a %s without learned parameters%s")
                                .formatted(
                                        PartType.nameOf(blueprint.variant()),
                                        kind,
                                        partNames.getOrDefault(kind, kind),
                                        parameter.name(),
                                        kind,
                                        remedy));
            }
        }
    }

    /**
     * Checks that a model has nothing of what its variant does not take.
     *
     * @param message takes the names of the variant and of what the model has
     * @param named whether the model has each
     */
    static void requireNone(ModelBlueprint blueprint, String message, Map<String, Boolean> named) {
        named.forEach(
                (name, has) -> {
                    if (has) {
                        throw new IllegalArgumentException(
                                message.formatted(PartType.nameOf(blueprint.variant()), name));
                    }
                });
    }
}
