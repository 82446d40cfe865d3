// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.tensor.Tensor;

/**
 * One encoder of all modalities: features of each by a network of its own, and a network from all
 * features to the head. Features of a missing modality are 0; beside them the merging network sees
 * which are there.
 *
 * @param features by the names of the modalities, from the values and what is beside x
 * @param merge from the features, what was observed, and what is beside x
 */
record ModalitiesEncoder(List<Modality> modalities, Map<String, Network> features, Network merge)
        implements Network {

    @Override
    public Tensor apply(Tensor x) {
        int width = modalities.get(modalities.size() - 1).to();
        int all = x.shape().extent(-1);
        List<Tensor> seen = new ArrayList<>();
        List<Tensor> observed = new ArrayList<>();
        Tensor values = all == width ? x : x.slice(-1, 0, width);
        for (Modality modality : modalities) {
            ModalityInput input = new ModalityInput(modality);
            Tensor there = input.observed(values);
            Tensor own = input.values(values, there);
            Tensor features = this.features.get(modality.name()).apply(beside(own, x, width));
            seen.add(features.mul(there.cast(features.dtype())));
            observed.add(there.cast(features.dtype()));
        }
        seen.addAll(observed);
        return merge.apply(beside(Tensor.concatenate(seen, -1), x, width));
    }

    private static Tensor beside(Tensor own, Tensor x, int width) {
        int all = x.shape().extent(-1);
        return all == width ? own : Tensor.concatenate(List.of(own, x.slice(-1, width, all)), -1);
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Component> all = new LinkedHashMap<>(features);
        all.put("merge", merge);
        return Component.named(all);
    }
}
