// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.Inference.WrappedInference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.ModalityInput;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Inference by one encoder for each modality, an expert, whose distributions are combined. An
 * expert that has nothing to see takes no part.
 *
 * @param name of the inference in configs
 * @param latent the name of the latent variable
 * @param encoders by the names of the modalities, from their values and the condition to what an
 *     expert says
 * @param own parameters of the combination
 * @param combination makes q of the experts
 */
record ExpertsInference(
        String name,
        String latent,
        PosteriorFamily family,
        List<Modality> modalities,
        Map<String, Network> encoders,
        List<Parameter> own,
        Combination combination)
        implements Inference {

    /**
     * What the experts say of a batch.
     *
     * @param p the generative model
     * @param heads what the encoders give, of the modalities in order, [B, head width] each
     * @param observed 1 where a modality is observed and 0 where it is missing, [B, 1] each
     */
    record Experts(
            GenerativeModel p,
            Batch batch,
            String latent,
            PosteriorFamily family,
            List<Tensor> heads,
            List<Tensor> observed,
            Phase phase) {}

    /** Makes q of experts. */
    @FunctionalInterface
    interface Combination {
        Posterior of(Experts experts);
    }

    /**
     * Makes the encoders, each to the head of the family.
     *
     * @throws IllegalArgumentException if the data have one modality, or the model several latent
     *     variables
     */
    static ExpertsInference of(String name, InferenceContext context, Combination combination) {
        Head head = context.requireEncoding(name).family().head();
        return of(name, context, m -> head, List.of(), combination);
    }

    /**
     * Makes the encoders.
     *
     * @param heads of the encoder of each modality, by its number
     * @param own parameters of the combination
     */
    static ExpertsInference of(
            String name,
            InferenceContext context,
            IntFunction<Head> heads,
            List<Parameter> own,
            Combination combination) {
        List<Modality> modalities = context.part().data().form().modalities();
        if (modalities.isEmpty()) {
            throw new IllegalArgumentException(
                    "inference '%s' is for data of several modalities, such as those of source: joined"
                            .formatted(name));
        }
        InferenceContext.Encoding encoding = context.requireEncoding(name);
        context.requireOneLatent(name);
        Map<String, Network> encoders = new LinkedHashMap<>();
        for (Modality of : modalities) {
            Head head = heads.apply(encoders.size());
            encoders.put(of.name(), encoding.networks().encoder(of, head));
        }
        return new ExpertsInference(
                name, encoding.latent(), encoding.family(), modalities, encoders, own, combination);
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        List<Tensor> observed = observed(batch);
        return combined(p, batch, heads(p, batch, observed), observed, phase);
    }

    private List<Tensor> observed(Batch batch) {
        return modalities.stream().map(m -> new ModalityInput(m).observed(batch.x())).toList();
    }

    private List<Tensor> heads(GenerativeModel p, Batch batch, List<Tensor> observed) {
        List<Tensor> heads = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            Modality modality = modalities.get(m);
            Tensor values = new ModalityInput(modality).values(batch.x(), observed.get(m));
            Tensor seen = p.condition().beside(values, batch.given());
            heads.add(encoders.get(modality.name()).apply(seen));
        }
        return heads;
    }

    private JointPosterior combined(
            GenerativeModel p, Batch batch, List<Tensor> heads, List<Tensor> seen, Phase phase) {
        List<Tensor> observed = new ArrayList<>();
        for (int m = 0; m < heads.size(); m++) {
            observed.add(seen.get(m).cast(heads.get(m).dtype()));
        }
        Posterior q = combination.of(new Experts(p, batch, latent, family, heads, observed, phase));
        return new SequentialPosterior(latent, q, List.of());
    }

    /**
     * Returns an inference whose experts see a batch once, for all batches that show some of its
     * modalities: what an expert says of a modality does not depend on which others are shown.
     */
    Shared sharing(GenerativeModel p, Batch batch) {
        return new Shared(this, heads(p, batch, observed(batch)), batch);
    }

    /**
     * Inference with given heads of the experts. A batch for which they were not made is encoded.
     *
     * @param batch what the heads are of, or shows some of it
     */
    record Shared(ExpertsInference wrapped, List<Tensor> heads, Batch batch)
            implements WrappedInference {

        /** Returns the inference for a batch that shows some modalities of this one. */
        Shared with(Batch shown) {
            return new Shared(wrapped, heads, shown);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // Another batch has other heads.
        public JointPosterior infer(GenerativeModel p, Batch of, RandomKey key, Phase phase) {
            return of == batch
                    ? wrapped.combined(p, batch, heads, wrapped.observed(batch), phase)
                    : wrapped.infer(p, of, key, phase);
        }
    }

    /** {@inheritDoc} Experts of a mixture are trained alone, those of a product together. */
    @Override
    public boolean fitsSubsets() {
        return !name.equals(ProductInference.NAME);
    }

    /** Returns {@code encoder.<modality>.*}, those of the family, and those of the combination. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        Component.named(encoders).forEach(p -> all.add(p.within("encoder")));
        family.parameters().forEach(p -> all.add(p.within("posterior")));
        all.addAll(own);
        return all;
    }
}
