// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ScaledSummary;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.WrappedLikelihood;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings.ConditionSettings;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;

/** Puts the parts of a model together. */
final class Assembly {

    private static final String Z = "z";

    static final String FURTHER_INFERENCE = "furtherInference";

    private final OfParts blueprint;
    private final Plugins plugins;
    private final PartContext context;
    private final Map<String, String> partNames = new LinkedHashMap<>();

    Assembly(OfParts blueprint, Plugins plugins, PartContext context) {
        this.blueprint = blueprint;
        this.plugins = plugins;
        this.context = context.with(ScaledSummary.of(context.data()));
    }

    /** Puts a model together. */
    static AssembledModel of(ModelBlueprint blueprint, Plugins plugins, PartContext context) {
        return blueprint instanceof ModelBlueprint.Whole whole
                ? new WholeAssembly(whole, plugins, context).assemble()
                : new Assembly((OfParts) blueprint, plugins, context).assemble();
    }

    private AssembledModel assemble() {
        try {
            return assembleAsIs();
        } catch (FittingRules.UnusableGradientException e) {
            throw e.with(new Alternatives(blueprint, plugins, context).remedy());
        } catch (KlTerms.UnknownKlException e) {
            String remedy = new Alternatives(blueprint, plugins, context).remedy();
            if (remedy.isEmpty()) {
                throw e;
            }
            String inference =
                    blueprint.inference().isPresent()
                            ? " (inference '" + partNames.get("inference") + "')"
                            : "";
            throw new IllegalArgumentException(e.reason() + inference + remedy, e);
        }
    }

    /** Assembles the model. Errors have no remedy in their message. */
    AssembledModel assembleAsIs() {
        boolean isGiven = blueprint.given().isPresent();
        if (isGiven) {
            Compatibility.requireUntrained(blueprint, context);
        }
        Likelihood likelihood = likelihood();
        if (isGiven) {
            Compatibility.requireNone(
                    blueprint, Map.of("'likelihood.exposure'", likelihood.exposure().isPresent()));
        }
        Map<String, PosteriorFamily> families = families();
        ConditionChoice choice = new ConditionChoice(context.data());
        Conditioning condition =
                Compatibility.withExposure(
                        choice.withSeries(choice.of(blueprint.condition(), this::text)),
                        likelihood.exposure());
        Optional<LabelAsLatent> label =
                blueprint.supervision().map(of -> new LabelAsLatent(of, plugins, context));
        label.ifPresent(of -> of.requireNotGiven(condition));
        Conditioning all = label.map(of -> condition.with(of.label())).orElse(condition);
        ModelNetworks networks =
                new ModelNetworks(blueprint, plugins.divergences(), context, families, all);
        Inference given = inference(networks);
        DeepGenerativeModel generative = generative(networks, given, likelihood);
        UnaryOperator<GenerativeModel> whole =
                of -> label.map(latent -> latent.around(of)).orElse(of);
        Map<String, LatentSpace> spaces = spaces(whole.apply(generative));
        KlRegularizer regularizer = regularizer(spaces);
        Estimator estimator = estimator(regularizer, List.copyOf(spaces.values()));
        Inference found =
                Compatibility.maximising(
                        given, estimator, regularizer, label.isPresent(), partNames);
        Inference inference =
                label.map(latent -> latent.around(found, condition, blueprint.network()))
                        .orElse(found);
        LatentVariableModel model =
                new LatentVariableModel(whole.apply(generative), inference, plugins.divergences());
        LatentVariableModel trained =
                blueprint.fitsPriorAfterwards()
                        ? model.with(whole.apply(underReferencePrior(generative, networks)))
                        : model;
        partNames.put("likelihood", PartType.nameOf(blueprint.likelihood()));
        if (isGiven) {
            // It is computed only after GivenNetworks.check, which explains invalid outputs.
            Compatibility.requireNothingToLearn(blueprint, model, partNames);
        } else {
            FittingRules.require(trained, estimator, regularizer, plugins.rules(), partNames);
        }
        if (label.filter(LabelAsLatent::isDrawn).isPresent()) {
            Compatibility.requireClosedForm(trained, estimator, regularizer, partNames);
        }
        if (!blueprint.fitsPriorAfterwards()) {
            Compatibility.requireLikelihoodFit(generative.rootPrior(), partNames);
        } else {
            FittingRules.require(model, new PriorFit(), KlWeight.ONE, plugins.rules(), partNames);
        }
        return new AssembledModel(
                model,
                estimator,
                regularizer,
                trained,
                context.mode(),
                context.layers(),
                further(furtherContext(networks, model)),
                partNames);
    }

    private Conditioning.Text text(ValueSplit.Part part) {
        ConditionSettings settings = blueprint.network().conditionOrDefaults();
        PartContext place = context.forPart("condition").forPart(part.name());
        return new Conditioning.Text(
                part.name(),
                part.width(),
                settings.hidden(),
                settings.createNetwork(place, part.width()));
    }

    /**
     * The likelihood of the data: by that of their standardised values where they are standardised,
     * and of observed values alone where some are missing.
     */
    private Likelihood likelihood() {
        Likelihood created = Compatibility.likelihood(blueprint.likelihood(), context);
        Likelihood made = blueprint.given().isPresent() ? created.asGiven() : created;
        DataSummary data = context.data();
        Likelihood all =
                data.standardization()
                        .map(of -> of.ofModelled(data.split()).logDeviation())
                        .map(of -> WrappedLikelihood.ofStandardized(made, of))
                        .orElse(made);
        return LikelihoodFit.ofObserved(Compatibility.named(blueprint.likelihood()), all, context);
    }

    /**
     * Returns the context of further inferences of a trained model. A model with a latent label
     * passes no encoder.
     */
    private InferenceContext furtherContext(ModelNetworks networks, LatentVariableModel model) {
        return blueprint.supervision().isEmpty()
                ? networks.context(FURTHER_INFERENCE, model.inference().amortized())
                : InferenceContext.withoutEncoder(
                        context.forPart(FURTHER_INFERENCE),
                        spaces(model.generative()),
                        plugins.divergences());
    }

    static Map<String, LatentSpace> spaces(GenerativeModel generative) {
        Map<String, LatentSpace> spaces = new LinkedHashMap<>();
        generative.latents().forEach(latent -> spaces.put(latent.name(), latent.space()));
        return spaces;
    }

    private Map<String, PosteriorFamily> families() {
        PartContext part = context.forPart("posterior");
        Map<String, PosteriorFamily> families = new LinkedHashMap<>();
        if (blueprint.hierarchy().isPresent()) {
            Hierarchy hierarchy = blueprint.hierarchy().get();
            hierarchy
                    .layers()
                    .forEach((name, layer) -> families.put(name, layer.create(part.forPart(name))));
            partNames.put("posterior", hierarchy.text());
            return families;
        }
        PosteriorPart chosen = blueprint.posterior().orElseThrow();
        PosteriorFamily created = Compatibility.created(chosen, chosen.create(part));
        families.put(Z, blueprint.given().isPresent() ? created.asGiven() : created);
        partNames.put("posterior", PartType.nameOf(chosen));
        return families;
    }

    private Inference inference(ModelNetworks networks) {
        if (blueprint.inference().isEmpty()) {
            return networks.amortized();
        }
        InferencePart chosen = blueprint.inference().get();
        partNames.put("inference", PartType.nameOf(chosen));
        return chosen.create(networks.context("inference", Optional.empty()));
    }

    private List<Inference> further(InferenceContext place) {
        return blueprint.furtherInferences().stream().map(chosen -> chosen.create(place)).toList();
    }

    private DeepGenerativeModel generative(
            ModelNetworks networks, Inference inference, Likelihood likelihood) {
        ConditionalPrior prior = prior(networks.priorContext(inference));
        return new DeepGenerativeModel(
                context.runtime(),
                context.shape(),
                networks.condition(),
                new DeepGenerativeModel.Root(
                        networks.root(), prior, networks.input(networks.root())),
                networks.priorLayers(),
                new DeepGenerativeModel.Output(networks.decoder(likelihood), likelihood));
    }

    private ConditionalPrior prior(PriorContext place) {
        Registry<PriorPart> known = plugins.of(PriorPart.class);
        PriorPart chosen =
                blueprint.prior().orElseGet(() -> known.create(place.space().referencePrior()));
        ConditionalPrior made = Compatibility.created(chosen, chosen.create(place));
        if (!made.space().equals(place.space())) {
            throw new IllegalArgumentException(
                    "the posterior lives on " + place.space() + ", the prior on " + made.space());
        }
        partNames.put("prior", PartType.nameOf(chosen));
        return made;
    }

    private DeepGenerativeModel underReferencePrior(
            DeepGenerativeModel generative, ModelNetworks networks) {
        if (generative.rootPrior().parameters().stream()
                .noneMatch(parameter -> parameter.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    ("prior %s has no parameters that training.priorSteps could fit;"
                                    + " choose a prior that is learned, or leave out training.priorSteps")
                            .formatted(partNames.get("prior")));
        }
        PriorContext place = networks.priorContext(networks.amortized());
        PartChoice reference = place.space().referencePrior();
        ConditionalPrior standard = plugins.of(PriorPart.class).create(reference).create(place);
        if (!standard.parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "the reference prior of "
                            + place.space()
                            + " is learned itself, so that no prior can be fitted after it");
        }
        partNames.put("trainingPrior", reference.type());
        return generative.under(standard);
    }

    private KlRegularizer regularizer(Map<String, LatentSpace> spaces) {
        blueprint.klWeight().requireVariables(spaces.keySet());
        if (blueprint.regularizer().isEmpty()) {
            return blueprint.klWeight();
        }
        RegularizerPart chosen = blueprint.regularizer().get();
        partNames.put("regularizer", PartType.nameOf(chosen));
        return chosen.create(
                new EstimatorContext(
                        context.forPart("regularizer"),
                        blueprint.klWeight(),
                        List.copyOf(spaces.values())));
    }

    private Estimator estimator(KlRegularizer regularizer, List<LatentSpace> spaces) {
        EstimatorPart chosen = blueprint.chosenEstimator(plugins);
        partNames.put("estimator", PartType.nameOf(chosen));
        return chosen.create(
                new EstimatorContext(context.forPart("estimator"), regularizer, spaces));
    }
}
