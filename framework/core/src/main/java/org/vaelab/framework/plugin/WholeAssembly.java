// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.ScaledSummary;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.ConditionedModel;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.StandardizedModel;
import org.vaelab.framework.settings.PartType;

/** Assembles a model that is made as one, with its posterior or another inference. */
final class WholeAssembly {

    private final ModelBlueprint.Whole blueprint;
    private final WholeModel whole;
    private final Plugins plugins;
    private final PartContext context;
    private final Map<String, String> partNames = new LinkedHashMap<>();

    WholeAssembly(ModelBlueprint.Whole blueprint, Plugins plugins, PartContext context) {
        this.blueprint = blueprint;
        this.whole = blueprint.model();
        this.plugins = plugins;
        this.context = context.with(ScaledSummary.of(context.data()));
    }

    AssembledModel assemble() {
        if (context.data().hasMissing() && !whole.takesMissingValues()) {
            throw new IllegalArgumentException(
                    ("variant '%s' cannot be trained on data with missing values; choose another"
                                    + " variant, or fill the values in")
                            .formatted(PartType.nameOf(whole)));
        }
        GenerativeModel made = made(context.forPart("generative"));
        Conditioning condition = new ConditionChoice(context.data()).withSeries(Conditioning.NONE);
        if (!condition.columns().isEmpty() && !whole.takesInputs()) {
            throw new IllegalArgumentException(
                    ("variant '%s' cannot be given the scale of windows, calendar or given columns of a series\n"
                                    + "leave scale, calendar and given out of data, or choose another variant,"
                                    + " such as state-space")
                            .formatted(PartType.nameOf(whole)));
        }
        GenerativeModel given =
                condition.columns().isEmpty() ? made : ConditionedModel.of(made, condition);
        GenerativeModel generative =
                context.data()
                        .standardization()
                        .map(
                                of ->
                                        StandardizedModel.of(
                                                given,
                                                of.ofModelled(context.data().split()),
                                                context.data().hasMissing()))
                        .orElse(given);
        Map<String, LatentSpace> spaces = Assembly.spaces(generative);
        blueprint.klWeight().requireVariables(spaces.keySet());
        Inference inference = inference(made, spaces);
        Estimator estimator = estimator(List.copyOf(spaces.values()));
        LatentVariableModel model =
                new LatentVariableModel(
                        generative,
                        Compatibility.maximising(
                                inference, estimator, blueprint.klWeight(), false, partNames),
                        plugins.divergences());
        FittingRules.require(model, estimator, blueprint.klWeight(), plugins.rules(), partNames);
        return new AssembledModel(
                model,
                estimator,
                blueprint.klWeight(),
                model,
                context.mode(),
                context.layers(),
                further(spaces),
                partNames);
    }

    private GenerativeModel made(PartContext place) {
        if (blueprint.likelihood().isEmpty() || !(whole instanceof WholeModel.Decoding decoding)) {
            return whole.create(place);
        }
        LikelihoodPart chosen = blueprint.likelihood().get();
        partNames.put("likelihood", PartType.nameOf(chosen));
        Likelihood likelihood = Compatibility.likelihood(chosen, context);
        likelihood
                .exposure()
                .ifPresent(
                        name -> {
                            throw new IllegalArgumentException(
                                    ("variant '%s' has no exposure, and likelihood '%s' is given"
                                                    + " '%s'; choose another likelihood")
                                            .formatted(
                                                    PartType.nameOf(whole),
                                                    PartType.nameOf(chosen),
                                                    name));
                        });
        return decoding.create(
                place, LikelihoodFit.ofObserved(Compatibility.named(chosen), likelihood, context));
    }

    private Inference inference(GenerativeModel made, Map<String, LatentSpace> spaces) {
        if (blueprint.inference().isEmpty()) {
            Optional<Inference> own = whole.encoder(made, context.forPart("inference"));
            if (own.isPresent()) {
                partNames.put("inference", own.get().name());
                return own.get();
            }
        }
        InferencePart chosen =
                blueprint
                        .inference()
                        .orElseGet(() -> plugins.of(InferencePart.class).create(whole.inference()));
        partNames.put("inference", PartType.nameOf(chosen));
        return chosen.create(place("inference", spaces));
    }

    private List<Inference> further(Map<String, LatentSpace> spaces) {
        InferenceContext place = place(Assembly.FURTHER_INFERENCE, spaces);
        return blueprint.furtherInferences().stream().map(chosen -> chosen.create(place)).toList();
    }

    private InferenceContext place(String part, Map<String, LatentSpace> spaces) {
        return InferenceContext.withoutEncoder(
                context.forPart(part), spaces, plugins.divergences());
    }

    private Estimator estimator(List<LatentSpace> spaces) {
        EstimatorPart chosen = blueprint.chosenEstimator(plugins);
        partNames.put("estimator", PartType.nameOf(chosen));
        return chosen.create(
                new EstimatorContext(context.forPart("estimator"), blueprint.klWeight(), spaces));
    }
}
