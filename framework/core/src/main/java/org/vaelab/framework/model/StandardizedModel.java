// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.StandardizedOutput;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.tensor.Tensor;

/** A model of data by a whole model of their standardised values, whose posterior is the same. */
@Internal
public class StandardizedModel<M extends GenerativeModel> implements WrappedModel {

    final M model;
    private final Standardization standardization;
    private final boolean hasMissing;
    private final double[] logDeviation;

    private StandardizedModel(M model, Standardization standardization, boolean hasMissing) {
        this.model = model;
        this.standardization = standardization;
        this.hasMissing = hasMissing;
        this.logDeviation = standardization.logDeviation();
    }

    /**
     * Returns the model of data, which offers what the model of their standardised values does: an
     * exact posterior, training by EM.
     *
     * @param hasMissing whether values may be missing
     */
    public static GenerativeModel of(
            GenerativeModel model, Standardization standardization, boolean hasMissing) {
        if (model instanceof ExpectationMaximizable em) {
            return new Maximizable(em, standardization, hasMissing);
        }
        return model instanceof TractableModel tractable
                ? new Tractable<>(tractable, standardization, hasMissing)
                : new StandardizedModel<>(model, standardization, hasMissing);
    }

    private static class Tractable<M extends TractableModel> extends StandardizedModel<M>
            implements TractableModel {

        Tractable(M model, Standardization standardization, boolean hasMissing) {
            super(model, standardization, hasMissing);
        }

        @Override
        public JointPosterior posterior(Batch batch) {
            return model.posterior(batch);
        }
    }

    private static final class Maximizable extends Tractable<ExpectationMaximizable>
            implements ExpectationMaximizable {

        Maximizable(
                ExpectationMaximizable model, Standardization standardization, boolean hasMissing) {
            super(model, standardization, hasMissing);
        }

        @Override
        public void expect(Batch batch, double rate) {
            model.expect(batch, rate);
        }

        @Override
        public void maximize() {
            model.maximize();
        }

        @Override
        public Tensor bound(Batch batch) {
            return ofData(model.bound(batch), batch.x());
        }

        @Override
        public double parameterBound() {
            return model.parameterBound();
        }
    }

    @Override
    public GenerativeModel wrapped() {
        return model;
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return new StandardizedOutput(model.output(z, given), logDeviation, hasMissing);
    }

    @Override
    public Tensor ofData(Tensor logDensity, Tensor x) {
        return StandardizedOutput.ofData(logDensity, x, logDeviation, hasMissing);
    }

    @Override
    public GenerativeModel prepared() {
        return of(model.prepared(), standardization, hasMissing);
    }
}
