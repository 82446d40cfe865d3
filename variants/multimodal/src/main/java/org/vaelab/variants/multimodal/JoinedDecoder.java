// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.tensor.Tensor;

/** Decoders side by side, which see the same. */
record JoinedDecoder(Map<String, Decoder> parts) implements Decoder {

    /** Returns the decoder of one of the modalities. */
    Decoder of(Modality modality) {
        return Objects.requireNonNull(parts.get(modality.name()), modality.name());
    }

    @Override
    public Tensor apply(Tensor x) {
        return Tensor.concatenate(parts.values().stream().map(part -> part.apply(x)).toList(), -1);
    }

    @Override
    public int heldPerRow() {
        return parts.values().stream().mapToInt(Decoder::heldPerRow).sum();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException always: each part starts at the mean of its own modality
     */
    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        throw new IllegalStateException("its parts start one by one");
    }

    @Override
    public List<Parameter> parameters() {
        return Component.named(parts);
    }
}
