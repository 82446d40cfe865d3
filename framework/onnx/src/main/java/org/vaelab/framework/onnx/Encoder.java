// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * q(z given x, c): from the data to the location of each latent variable, and to the numbers that determine
 * its distribution given the locations of those before it.
 */
record Encoder(LatentVariableModel model, ModelInputs names) implements TracedProgram {

    /** What the output is called, after the name of the variable. */
    static final String LOCATION = "location";

    @Override
    public Map<String, Tensor> outputs(Inputs inputs) {
        if (model.inference().remembersData()) {
            throw new UntraceableException(
                    "inference "
                            + model.inference().name()
                            + " finds the posterior of each datum by itself, and has no encoder");
        }
        int[] rows = IntStream.range(0, inputs.rows()).toArray();
        Batch batch = new Batch(names.data(inputs), names.given(inputs), rows);
        JointPosterior q = model.infer(batch, RandomKey.of(0), Phase.evaluation());
        Latents locations = q.location();
        Map<String, Posterior> distributions = q.atLocation();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (LatentVariable latent : model.generative().latents()) {
            String name = latent.name();
            outputs.put(name + "." + LOCATION, locations.z(name));
            Posterior distribution = distributions.get(name);
            if (distribution != null) {
                distribution
                        .numbers()
                        .forEach((number, value) -> outputs.put(name + "." + number, value));
            }
        }
        return outputs;
    }
}
