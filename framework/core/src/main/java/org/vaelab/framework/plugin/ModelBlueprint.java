// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.TrainingOutline;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A model before it exists: its parts with their settings.
 *
 * @param variant chooses posterior, prior and estimator
 * @param posterior instead of the variant's
 * @param prior instead of the variant's
 * @param estimator instead of the variant's
 * @param likelihood of the data
 * @param network architecture of encoder and decoder
 * @param klWeight the weight of the KL by step that training asks for
 * @param fitsPriorAfterwards whether the estimator trains the model under the standard prior of its
 *     posterior, and the prior is fitted to the result
 */
public record ModelBlueprint(
        Chosen<Variant<?>> variant,
        Optional<Chosen<PosteriorFactory<?>>> posterior,
        Optional<Chosen<PriorFactory<?>>> prior,
        Optional<Chosen<EstimatorFactory<?>>> estimator,
        Chosen<LikelihoodFactory<?>> likelihood,
        NetworkSettings network,
        Schedule klWeight,
        boolean fitsPriorAfterwards) {

    /** A model whose prior is learned with the rest. */
    public ModelBlueprint(
            Chosen<Variant<?>> variant,
            Optional<Chosen<PosteriorFactory<?>>> posterior,
            Optional<Chosen<PriorFactory<?>>> prior,
            Optional<Chosen<EstimatorFactory<?>>> estimator,
            Chosen<LikelihoodFactory<?>> likelihood,
            NetworkSettings network,
            Schedule klWeight) {
        this(variant, posterior, prior, estimator, likelihood, network, klWeight, false);
    }

    /**
     * Makes the model with drawn weights, and tries it on one example, so that parts which do not
     * fit are refused before training begins.
     *
     * @param data what is known of the training data
     * @param key for initial values
     * @throws IllegalArgumentException if a part does not fit the data or another part
     */
    public AssembledModel assemble(
            TensorRuntime runtime, Plugins plugins, TrainingOutline data, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            DataShape shape = data.shape();
            PartContext context = new PartContext(runtime, key, data, klWeight);
            Likelihood density = Chosen.make(likelihood, context.forPart("likelihood"));
            requireDensity(density, data.domain());
            PosteriorFamily family = family(context.forPart("posterior"));
            PartContext chosen = context.on(family.space());
            Network encoder =
                    network.createEncoder(
                            runtime, chosen.forPart("encoder").key(), shape, family.head());
            PartContext placed = chosen.with(new EncoderContext(encoder, family));
            Prior before =
                    prior.isPresent()
                            ? Chosen.make(prior.get(), placed.forPart("prior"))
                            : priorOf(variant.factory(), placed.forPart("prior"));
            PartContext regularized =
                    placed.with(regularizerOf(variant.factory(), placed.forPart("regularizer")));
            Estimator objective =
                    estimator.isPresent()
                            ? Chosen.make(estimator.get(), regularized.forPart("estimator"))
                            : estimatorOf(variant.factory(), regularized.forPart("estimator"));
            Decoder decoder =
                    network.createDecoder(
                            runtime,
                            placed.forPart("decoder").key(),
                            family.embeddedWidth(),
                            family.embeddedGrid(),
                            shape,
                            density.head(shape));
            if (network.outputBias() == NetworkSettings.OutputBias.DATA_MEAN) {
                decoder.startAt(data.trainingMean(), at -> density.headOutputForMean(shape, at));
            }
            LatentVariableModel model =
                    new LatentVariableModel(
                            runtime,
                            shape,
                            encoder,
                            family,
                            before,
                            decoder,
                            density,
                            plugins.divergence(family, before));
            LatentVariableModel trained =
                    fitsPriorAfterwards ? underStandardPrior(model, plugins) : model;
            requireUsable(trained, objective);
            if (fitsPriorAfterwards) {
                requireUsable(model, new PriorFit());
            }
            return new AssembledModel(model, objective, trained);
        }
    }

    private static LatentVariableModel underStandardPrior(
            LatentVariableModel model, Plugins plugins) {
        if (model.prior().parameters().stream()
                .noneMatch(parameter -> parameter.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "prior "
                            + model.prior().getClass().getSimpleName()
                            + " has no parameters that training.priorSteps could fit; choose a"
                            + " prior that is learned, or leave out training.priorSteps");
        }
        Prior standard = model.posterior().standardPrior(model.runtime());
        if (!standard.parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "the standard prior of "
                            + model.posterior().type().getSimpleName()
                            + " is learned itself, so that no prior can be fitted after it");
        }
        return model.under(standard, plugins.divergence(model.posterior(), standard));
    }

    private void requireDensity(Likelihood density, ValueDomain domain) {
        if (!density.domains().contains(domain)) {
            throw new IllegalArgumentException(
                    "likelihood '"
                            + likelihood.name()
                            + "' has no density for "
                            + domain.label()
                            + " data, only for "
                            + density.domains().stream()
                                    .map(ValueDomain::label)
                                    .sorted()
                                    .reduce((a, b) -> a + ", " + b)
                                    .orElseThrow()
                            + "; "
                            + (density.domains().contains(ValueDomain.BINARY)
                                    ? "binarise the data (data.binarize: dynamic, static or"
                                            + " threshold) or choose another likelihood"
                                    : "choose another likelihood"));
        }
    }

    private static void requireUsable(LatentVariableModel model, Estimator estimator) {
        Tensor x = model.runtime().zeros(Shape.of(1, model.shape().size()));
        GradientKind kind = model.encode(x, Phase.training(new Clock(0, 1))).gradient();
        if (!estimator.accepts(kind)) {
            throw new IllegalArgumentException(
                    "estimator "
                            + estimator.getClass().getSimpleName()
                            + " cannot use the "
                            + kind.label()
                            + " gradient of "
                            + model.posterior().type().getSimpleName());
        }
        LatentSpace space = model.posterior().space();
        Tensor z = model.prior().sample(RandomKey.of(0), 1);
        if (!z.shape().equals(space.eventShape().prepend(1))) {
            throw new IllegalArgumentException(
                    "the prior draws values of shape "
                            + z.shape().from(1)
                            + ", the latent space "
                            + space
                            + " has "
                            + space.eventShape());
        }
        model.decode(z);
        // Asks for what an estimator can only refuse once it sees the model, such as kl: exact.
        estimator.estimate(model, new Batch(x), RandomKey.of(0), new Clock(0, 1));
    }

    private PosteriorFamily family(PartContext context) {
        if (posterior.isEmpty()) {
            return posteriorOf(variant.factory(), context);
        }
        tellReplaced(variant.factory(), posterior.get().name());
        return Chosen.make(posterior.get(), context);
    }

    private <S extends Record> void tellReplaced(Variant<S> chosen, String name) {
        chosen.checkBesidePosterior(name, chosen.settingsType().cast(variant.settings()));
    }

    private <S extends Record> PosteriorFamily posteriorOf(Variant<S> chosen, PartContext context) {
        return chosen.posterior(chosen.settingsType().cast(variant.settings()), context);
    }

    private <S extends Record> Prior priorOf(Variant<S> chosen, PartContext context) {
        return chosen.prior(chosen.settingsType().cast(variant.settings()), context);
    }

    private <S extends Record> KlRegularizer regularizerOf(Variant<S> chosen, PartContext context) {
        return chosen.regularizer(chosen.settingsType().cast(variant.settings()), context);
    }

    private <S extends Record> Estimator estimatorOf(Variant<S> chosen, PartContext context) {
        return chosen.estimator(chosen.settingsType().cast(variant.settings()), context);
    }
}
