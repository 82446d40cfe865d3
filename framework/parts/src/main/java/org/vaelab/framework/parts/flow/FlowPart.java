// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * A posterior behind a flow, whatever its layers. The base is any posterior on R^d. It gets the
 * flow's {@code latent}, unless it sets its own or has no such setting.
 */
interface FlowPart extends PosteriorPart {

    String BASE = "posterior before the flow, on R^d: a name, or a mapping with type and settings";

    String CONTEXT =
            "numbers that the encoder produces for the flow beside those for the base; 0: the flow is"
                    + " the same for all data";

    int latent();

    JsonNode base();

    int context();

    List<Bijection> layers(PartContext part);

    static void requireContext(int context) {
        if (context < 0) {
            throw new SettingException("context", "must be at least 0, is " + context);
        }
    }

    @Override
    default Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(new Euclidean(latent()));
    }

    /**
     * Checks that the base is a posterior on R^d with its settings, as far as is known before it is
     * made.
     *
     * @throws IllegalArgumentException if it is not; the message begins with the key {@code base}
     */
    @Override
    default void check(Parts parts) {
        findBase(parts);
    }

    @Override
    default Collection<PosteriorPart> inner(Parts parts) {
        return List.of(findBase(parts));
    }

    private PosteriorPart findBase(Parts parts) {
        try {
            PosteriorPart chosen =
                    parts.of(PosteriorPart.class).create(base(), Map.of("latent", latent()));
            chosen.knownSpace(parts).ifPresent(space -> requireEuclidean(chosen, space));
            return chosen;
        } catch (IllegalArgumentException e) {
            // Without its cause: who explains a refusal looks for the innermost message.
            throw SettingException.about("base", "" + e.getMessage());
        }
    }

    private void requireEuclidean(PosteriorPart chosen, LatentSpace space) {
        if (!space.equals(new Euclidean(latent()))) {
            throw new IllegalArgumentException(
                    "posterior '%s' lives on %s, and the flow needs one on R^%s"
                            .formatted(PartType.nameOf(chosen), space, latent()));
        }
    }

    @Override
    default PosteriorFamily create(PartContext part) {
        PosteriorPart chosen = findBase(part.parts());
        PosteriorFamily base = chosen.create(part.forPart("base"));
        requireEuclidean(chosen, base.space());
        return new FlowFamily(base, new Flow(layers(part.forPart("flow"))), context());
    }

    /**
     * The family of {@link FlowPosterior}s. The encoder gives the parameters of the base, named
     * {@code base.mean} and so on, and {@code context}, h. The flow's own parameters are those of
     * all rows.
     *
     * @param base the family of q_0, on R^d
     * @param flow f
     * @param context the width of h, 0 where f has none
     */
    record FlowFamily(PosteriorFamily base, Flow flow, int context) implements PosteriorFamily {

        public FlowFamily {
            if (base.head().grid().isPresent()) {
                throw SettingException.about(
                        "base",
                        "the posterior lies on a grid of "
                                + base.head().grid().get()
                                + ", and a flow on none");
            }
        }

        @Override
        public LatentSpace space() {
            return base.space();
        }

        @Override
        public Head head() {
            List<Head.Output> outputs = new ArrayList<>();
            base.head().outputs().forEach(output -> outputs.add(output.within("base")));
            if (context > 0) {
                outputs.add(Head.real("context", context));
            }
            return new Head(outputs, Optional.empty());
        }

        /** Returns those of the base, within {@code base}, with {@code context}. */
        @Override
        public List<HeadForm> forms() {
            return base.forms().stream().map(this::withContext).toList();
        }

        private HeadForm withContext(HeadForm own) {
            List<HeadForm.Parameter> numbers = new ArrayList<>();
            own.numbers().forEach(number -> numbers.add(number.within("base")));
            if (context > 0) {
                numbers.add(HeadForm.Parameter.real("context", context));
            }
            int count = own.numbers().size();
            return new HeadForm(
                    numbers,
                    given -> {
                        List<Tensor> raw = new ArrayList<>(given.subList(count, given.size()));
                        raw.add(0, own.toHead().apply(given.subList(0, count)));
                        return HeadForm.joined(raw);
                    });
        }

        @Override
        public FlowFamily asGiven() {
            return new FlowFamily(base.asGiven(), flow, context);
        }

        /** Passes the base its raw part of the output; its own head applies the constraints. */
        @Override
        public FlowPosterior of(Tensor headOutput, Phase phase) {
            int own = base.head().width();
            return new FlowPosterior(
                    base.of(headOutput.slice(-1, 0, own), phase),
                    flow,
                    context > 0
                            ? Optional.of(headOutput.slice(-1, own, own + context))
                            : Optional.empty());
        }

        /**
         * Returns the parameters of the base within {@code base}, and of the flow within {@code
         * flow}.
         */
        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            base.parameters().forEach(p -> all.add(p.within("base")));
            flow.parameters().forEach(p -> all.add(p.within("flow")));
            return all;
        }
    }
}
