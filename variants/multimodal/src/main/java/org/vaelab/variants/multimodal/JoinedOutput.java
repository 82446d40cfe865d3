// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.ModalityInput;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) of several modalities, independent given z.
 *
 * @param parts one for each modality, in order
 * @param present those that some x has
 */
record JoinedOutput(
        List<Modality> modalities,
        List<Supplier<OutputDistribution>> parts,
        Collection<Modality> present)
        implements OutputDistribution {

    /**
     * Returns log p(x given z) as that of several modalities.
     *
     * @throws IllegalArgumentException if it is not
     */
    static JoinedOutput of(OutputDistribution output) {
        if (output instanceof JoinedOutput joined) {
            return joined;
        }
        throw new IllegalArgumentException("the model has no likelihood of several modalities");
    }

    private OutputDistribution part(int m) {
        return parts.get(m).get();
    }

    /**
     * Returns log p(x_m given z) of each modality that some x has by name, 0 where it is missing.
     *
     * @return [..., B] each
     */
    Map<String, Tensor> byModality(Tensor x) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int m = 0; m < parts.size(); m++) {
            if (!present.contains(modalities.get(m))) {
                continue;
            }
            ModalityInput input = new ModalityInput(modalities.get(m));
            Tensor observed = input.observed(x);
            Tensor own = part(m).logProbability(input.values(x, observed));
            Tensor flat = observed.reshape(observed.shape().range(0, -1)).cast(own.dtype());
            all.put(modalities.get(m).name(), own.mul(flat));
        }
        return all;
    }

    @Override
    public Map<String, OutputDistribution> byModality() {
        Map<String, OutputDistribution> all = new LinkedHashMap<>();
        IntStream.range(0, parts.size()).forEach(m -> all.put(modalities.get(m).name(), part(m)));
        return all;
    }

    @Override
    public Tensor logProbability(Tensor x) {
        return byModality(x).values().stream().reduce(Tensor::add).orElseThrow();
    }

    @Override
    public Optional<Tensor> byValue(Tensor x) {
        return joined(
                m -> {
                    ModalityInput input = new ModalityInput(modalities.get(m));
                    Tensor observed = input.observed(x);
                    return part(m).byValue(input.values(x, observed))
                            .map(own -> own.mul(observed.cast(own.dtype())));
                });
    }

    @Override
    public Optional<Tensor> mean() {
        return joined(m -> part(m).mean());
    }

    @Override
    public Optional<Tensor> prediction() {
        return joined(m -> part(m).prediction());
    }

    @Override
    public Tensor sample(RandomKey key) {
        return joined(m -> Optional.of(part(m).sample(key.split(modalities.get(m).name()))))
                .orElseThrow();
    }

    /** Returns values of all modalities side by side; empty if one has none. */
    private Optional<Tensor> joined(IntFunction<Optional<Tensor>> of) {
        List<Tensor> found = new ArrayList<>();
        IntStream.range(0, parts.size()).forEach(m -> of.apply(m).ifPresent(found::add));
        return found.size() < parts.size()
                ? Optional.empty()
                : Optional.of(Tensor.concatenate(found, -1));
    }

    @Override
    public Map<String, Tensor> numbers() {
        return named(OutputDistribution::numbers);
    }

    private Map<String, Tensor> named(Function<OutputDistribution, Map<String, Tensor>> of) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int m = 0; m < parts.size(); m++) {
            String name = modalities.get(m).name();
            of.apply(part(m)).forEach((n, value) -> all.put(name + "." + n, value));
        }
        return all;
    }

    @Override
    public String howToDraw() {
        List<String> texts = new ArrayList<>();
        for (int m = 0; m < parts.size(); m++) {
            Modality modality = modalities.get(m);
            texts.add(
                    "%s, values %s to %s (`%s.*`): %s"
                            .formatted(
                                    modality.name(),
                                    modality.from(),
                                    modality.to() - 1,
                                    modality.name(),
                                    part(m).howToDraw()));
        }
        return String.join("; ", texts);
    }
}
