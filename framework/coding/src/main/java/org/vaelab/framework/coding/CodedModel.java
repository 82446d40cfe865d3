// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A model as a coder sees it: the code of each latent variable, and the order in which variables
 * and data are coded.
 */
final class CodedModel {

    /** A step of the encoder; the decoder undoes the steps in reverse. */
    record Step(String variable, boolean pops) {

        /** The name of x among variables. */
        static final String DATA = "";
    }

    private static final RandomKey KEY = RandomKey.of(0);

    private final LatentVariableModel model;
    private final GenerativeModel generative;
    private final Map<String, List<LatentCode>> codes;
    private final List<Step> steps;

    /**
     * Makes the codes of a model.
     *
     * @param references of each variable, by {@link #references}
     * @throws IllegalArgumentException if the model cannot be coded with; the message names the
     *     part
     */
    CodedModel(
            LatentVariableModel model,
            CodedData data,
            Map<String, List<LatentCode.Reference>> references) {
        check(model);
        this.model = model;
        this.generative = model.generative();
        try (TensorScope scope = model.runtime().scope()) {
            SequentialPosterior joint = posterior(model, model.trial());
            this.codes = codes(joint, data, references);
            this.steps = steps(joint);
        }
    }

    /** Returns the codes of the factors of a variable. */
    List<LatentCode> codes(String variable) {
        return Objects.requireNonNull(codes.get(variable));
    }

    List<Step> steps() {
        return steps;
    }

    /** Returns the event shape of a variable. */
    Shape event(String variable) {
        return generative.latents().stream()
                .filter(latent -> latent.name().equals(variable))
                .findFirst()
                .orElseThrow()
                .space()
                .eventShape();
    }

    /**
     * Checks what does not depend on the distributions.
     *
     * @throws IllegalArgumentException if the model cannot be coded with; the message names the
     *     part
     */
    static void check(LatentVariableModel model) {
        GenerativeModel generative = model.generative();
        List<String> given =
                generative.condition().columns().stream().map(Conditioning.Column::name).toList();
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "the model is conditional on %s, which its file would have to hold: compress is for models without a condition; series have none without data.scale, data.calendar and data.given"
                            .formatted(String.join(", ", given)));
        }
        if (!generative.givenOfDatum().isEmpty()) {
            throw new IllegalArgumentException(
                    "the likelihood is given "
                            + String.join(", ", generative.givenOfDatum())
                            + ", which a decoder does not know");
        }
        for (LatentVariable latent : generative.latents()) {
            if (latent.observation().isPresent()) {
                throw new IllegalArgumentException(
                        "latent variable '%s' is the label of some data, which is not coded"
                                .formatted(latent.name()));
            }
        }
        if (model.inference().needsGradient() || model.inference().remembersData()) {
            throw new IllegalArgumentException(
                    "inference %s optimises, so no decoder finds q again to the last bit: compress is"
                                    .formatted(model.inference().name())
                            + " for amortised inference");
        }
    }

    static SequentialPosterior posterior(LatentVariableModel model, Batch batch) {
        if (model.infer(batch, KEY, Phase.evaluation()) instanceof SequentialPosterior q) {
            return q;
        }
        throw new IllegalArgumentException(
                "inference %s gives no posterior that is drawn variable by variable"
                        .formatted(model.inference().name()));
    }

    /**
     * Returns the Normals of whose quantiles the bins of each variable are made: the prior where
     * there is one alone, else one with the mean and deviation of the codes of some examples.
     *
     * @throws IllegalArgumentException if the model cannot be coded with; the message names the
     *     part
     */
    static Map<String, List<LatentCode.Reference>> references(
            LatentVariableModel model, Tensor examples) {
        check(model);
        Map<String, List<LatentCode.Reference>> all = new LinkedHashMap<>();
        SequentialPosterior joint = posterior(model, Batch.of(examples));
        Map<String, Posterior> q = joint.atLocation();
        Latents location = joint.location();
        for (LatentVariable latent : model.generative().latents()) {
            Distribution p = model.generative().prior(latent.name(), location, Map.of());
            List<Distribution> ofPrior = LatentCode.factors(p);
            List<Distribution> ofPosterior = LatentCode.factors(posteriorOf(q, latent.name()));
            List<LatentCode.Reference> references = new ArrayList<>();
            for (int i = 0; i < ofPosterior.size() && i < ofPrior.size(); i++) {
                references.add(
                        LatentCode.Reference.of(
                                ofPosterior.get(i), ofPrior.get(i), latent.parents().isEmpty()));
            }
            all.put(latent.name(), references);
        }
        return all;
    }

    private static Posterior posteriorOf(Map<String, Posterior> q, String name) {
        Posterior found = q.get(name);
        if (found == null) {
            throw new IllegalArgumentException("latent variable '" + name + "' has no posterior");
        }
        return found;
    }

    private Map<String, List<LatentCode>> codes(
            SequentialPosterior joint,
            CodedData data,
            Map<String, List<LatentCode.Reference>> references) {
        Map<String, List<LatentCode>> all = new LinkedHashMap<>();
        Map<String, Posterior> q = joint.atLocation();
        Latents location = joint.location();
        for (LatentVariable latent : generative.latents()) {
            String name = latent.name();
            List<Distribution> p = LatentCode.factors(generative.prior(name, location, Map.of()));
            List<Distribution> ofPosterior = LatentCode.factors(posteriorOf(q, name));
            List<LatentCode.Reference> bins = references.getOrDefault(name, List.of());
            if (p.size() != ofPosterior.size() || p.size() != bins.size()) {
                throw new IllegalArgumentException(
                        "latent variable '%s': prior %s has other factors than the posterior"
                                .formatted(name, p.get(0).getClass().getSimpleName()));
            }
            List<LatentCode> factors = new ArrayList<>();
            for (int i = 0; i < p.size(); i++) {
                factors.add(LatentCode.of(name, ofPosterior.get(i), p.get(i), bins.get(i)));
            }
            int expected = latent.space().eventShape().size();
            if (factors.stream().mapToInt(LatentCode::coordinates).sum() != expected) {
                throw new CodeFileException(
                        "its bins are not those of latent variable '%s' of the model"
                                .formatted(name));
            }
            all.put(name, factors);
        }
        requireCoded(generative.output(location, Map.of()), data);
        return all;
    }

    private void requireCoded(OutputDistribution output, CodedData data) {
        if (output instanceof CategorySequence sequence) {
            if (sequence.categories() != data.mostLetters()) {
                throw new IllegalArgumentException(
                        "data of %s letters, and a likelihood of %s"
                                .formatted(data.mostLetters(), sequence.categories()));
            }
            return;
        }
        Tensor zeros = model.runtime().zeros(Shape.of(1, data.width()));
        if (output.byValue(zeros).isEmpty()) {
            throw new IllegalArgumentException(
                    ("the likelihood (%s) has no probabilities of single values, one after another or"
                                    + " independent given z")
                            .formatted(output.getClass().getSimpleName()));
        }
    }

    /**
     * The steps of the encoder: in the order of Bit-Swap, where it draws each variable from the one
     * below.
     */
    private List<Step> steps(SequentialPosterior joint) {
        List<String> drawn = new ArrayList<>(List.of(joint.name()));
        joint.steps().forEach(step -> drawn.add(step.name()));
        List<String> upwards =
                new ArrayList<>(generative.latents().stream().map(LatentVariable::name).toList());
        Collections.reverse(upwards);
        List<Step> all = new ArrayList<>();
        if (model.inference() instanceof AmortizedInference && drawn.equals(upwards)) {
            String before = Step.DATA;
            for (String variable : drawn) {
                all.add(new Step(variable, true));
                all.add(new Step(before, false));
                before = variable;
            }
            all.add(new Step(before, false));
        } else {
            drawn.forEach(variable -> all.add(new Step(variable, true)));
            all.add(new Step(Step.DATA, false));
            upwards.forEach(variable -> all.add(new Step(variable, false)));
        }
        return all;
    }

    /**
     * Returns the number of tokens of a vocabulary, which the likelihood knows; empty if x are no
     * texts.
     */
    static OptionalInt tokens(LatentVariableModel model, Examples examples) {
        if (examples.domain() != ValueDomain.TOKENS) {
            return OptionalInt.empty();
        }
        check(model);
        try (TensorScope scope = model.runtime().scope()) {
            Latents location = posterior(model, model.trial()).location();
            return model.generative().output(location, Map.of())
                            instanceof CategorySequence sequence
                    ? OptionalInt.of(sequence.categories())
                    : OptionalInt.empty();
        }
    }
}
