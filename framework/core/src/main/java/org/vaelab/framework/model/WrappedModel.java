// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** A generative model that changes some of another one. The rest is as there. */
public interface WrappedModel extends GenerativeModel {

    /** Returns the model that is changed. */
    GenerativeModel wrapped();

    @Override
    default TensorRuntime runtime() {
        return wrapped().runtime();
    }

    @Override
    default DataShape shape() {
        return wrapped().shape();
    }

    @Override
    default Condition condition() {
        return wrapped().condition();
    }

    @Override
    default List<LatentVariable> latents() {
        return wrapped().latents();
    }

    @Override
    default Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return wrapped().prior(latent, parents, given);
    }

    @Override
    default Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        return wrapped().sample(key, n, given);
    }

    @Override
    default DataMeasure measure() {
        return wrapped().measure();
    }

    @Override
    default List<String> givenOfDatum() {
        return wrapped().givenOfDatum();
    }

    @Override
    default long heldPerRow() {
        return wrapped().heldPerRow();
    }

    @Override
    default List<Parameter> parameters() {
        return wrapped().parameters();
    }
}
