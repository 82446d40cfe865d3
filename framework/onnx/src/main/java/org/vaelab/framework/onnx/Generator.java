// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z, c): from the latent variables to the mean of the data and the numbers that determine their
 * distribution, and to those of the prior of each variable given its parents.
 */
record Generator(GenerativeModel model, ModelInputs names) implements TracedProgram {

    /** What the mean of the data is called, after the name of the data. */
    static final String MEAN = "mean";

    @Override
    public Map<String, Tensor> outputs(Inputs inputs) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (LatentVariable latent : model.latents()) {
            values.put(latent.name(), inputs.of(latent.name(), latent.space().eventShape()));
        }
        Latents z = Latents.of(values);
        Map<String, Tensor> given = names.given(inputs);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        add(model.output(z, given), inputs.rows(), outputs);
        for (LatentVariable latent : model.latents()) {
            model.prior(latent.name(), z, given)
                    .numbers()
                    .forEach((number, value) -> outputs.put(latent.name() + "." + number, value));
        }
        return outputs;
    }

    private void add(OutputDistribution x, int rows, Map<String, Tensor> outputs) {
        Tensor mean =
                x.mean()
                        .orElseThrow(
                                () ->
                                        new UntraceableException(
                                                "E[x given z] has no closed form: the values of a"
                                                        + " datum depend on one another"));
        outputs.put(
                ModelInputs.DATA + "." + MEAN,
                names.units().toData(mean).reshape(names.each().prepend(rows)));
        names.units()
                .numbers(x, mean)
                .forEach(
                        (number, value) ->
                                outputs.putIfAbsent(ModelInputs.DATA + "." + number, value));
    }
}
