// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Data of two modalities: {@code a}, two real numbers, and {@code b}, one; and small models of
 * them.
 */
record TwoViews(Examples examples) implements DataSummary {

    static final Plugins PLUGINS = Plugins.load(TwoViews.class.getClassLoader());

    /** Of the golden values: both, a alone, and b alone. */
    static final double[][] ROWS = {
        {0.7, -0.5, 1.2}, {-0.4, 0.9, Double.NaN}, {Double.NaN, Double.NaN, -0.8}
    };

    static TwoViews of(double[]... rows) {
        return new TwoViews(
                Examples.of(
                        new DataRows() {
                            @Override
                            public int size() {
                                return rows.length;
                            }

                            @Override
                            public int width() {
                                return rows[0].length;
                            }

                            @Override
                            public void read(int row, double[] target, int offset) {
                                System.arraycopy(rows[row], 0, target, offset, rows[row].length);
                            }
                        },
                        ValueDomain.MODALITIES));
    }

    /** Returns data whose training and test examples have these rows. */
    static PreparedData prepared(double[]... rows) {
        return prepared(of(rows).examples());
    }

    /** Returns data whose training and test examples these are. */
    static PreparedData prepared(Examples examples) {
        TwoViews views = new TwoViews(examples);
        return Preparation.NONE.apply(
                Dataset.of(
                        "two views",
                        views.shape(),
                        views.examples(),
                        views.examples(),
                        "generated",
                        DataFacts.of(new Form.Modalities(views.form().modalities()), true)),
                0);
    }

    /**
     * Makes a model of one latent variable linear, {@code a ~ N((0.9 z, -0.4 z), 0.6^2), b ~ N(0.7
     * z, 0.8^2)}. The encoder of a is the posterior given a. That of b has the mean of the
     * posterior given b.
     *
     * @param narrow the variance of the encoder of b, divided by that of the posterior
     */
    static void setLinear(LatentVariableModel model, double narrow) {
        double precisionOfA = (0.9 * 0.9 + 0.4 * 0.4) / 0.36;
        double precisionOfB = 0.49 / 0.64;
        double ofA = 1 / (1 + precisionOfA) / 0.36;
        double ofB = 1 / (1 + precisionOfB) / 0.64;
        Map<String, double[]> weights =
                Map.of(
                        "encoder.a.0.weight", new double[] {0.9 * ofA, 0, -0.4 * ofA, 0},
                        "encoder.a.0.bias", new double[] {0, -Math.log(1 + precisionOfA)},
                        "encoder.b.0.weight", new double[] {0.7 * ofB, 0},
                        "encoder.b.0.bias",
                                new double[] {0, Math.log(narrow) - Math.log(1 + precisionOfB)},
                        "decoder.a.0.weight", new double[] {0.9, -0.4},
                        "decoder.a.0.bias", new double[] {0, 0},
                        "decoder.b.0.weight", new double[] {0.7},
                        "decoder.b.0.bias", new double[] {0});
        for (Parameter parameter : model.parameters()) {
            double[] values = weights.get(parameter.name());
            parameter.assign(model.runtime().tensor(values, parameter.value().shape()));
        }
    }

    @Override
    public DataShape shape() {
        return DataShape.flat(3);
    }

    @Override
    public ValueDomain domain() {
        return ValueDomain.MODALITIES;
    }

    @Override
    public DataFacts facts() {
        return DataFacts.of(
                new Form.Modalities(List.of(modality("a", 0, 2), modality("b", 2, 1))), false);
    }

    private static Modality modality(String name, int from, int width) {
        DataShape shape = DataShape.flat(width);
        return new Modality(
                name, from, shape, ValueDomain.REAL, Form.arrays(), false, "gaussian", "mlp");
    }

    @Override
    public boolean hasMissing() {
        return true;
    }

    @Override
    public int trainingSize() {
        return examples.size();
    }

    @Override
    public List<LabelColumn> labels() {
        return List.of();
    }

    @Override
    public double[] trainingMean() {
        return examples.mean();
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        return examples.first(count);
    }

    static Batch batch(TensorRuntime runtime, double[]... rows) {
        double[] all = new double[rows.length * 3];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, 3 * i, 3);
        }
        Tensor x = runtime.tensor(all, Shape.of(rows.length, 3));
        return Batch.of(x);
    }

    /** Returns a part of a name with settings in JSON. */
    static <P> P part(Class<P> point, String type, Map<String, ?> settings) {
        return PLUGINS.of(point).create(new PartChoice(type, settings));
    }

    /**
     * Makes a model with affine networks and Normal likelihoods. Of a product, the last factors are
     * private.
     *
     * @param inference empty for the joint encoder
     */
    static AssembledModel model(
            TensorRuntime runtime,
            PosteriorPart posterior,
            String inference,
            Map<String, ?> settings,
            EstimatorPart estimator) {
        Map<String, ?> likelihoods =
                Map.of(
                        "a",
                        Map.of("type", "gaussian", "scale", "fixed", "value", 0.6),
                        "b",
                        Map.of("type", "gaussian", "scale", "fixed", "value", 0.8));
        ModelBlueprint.OfParts.Builder builder =
                ModelBlueprint.of(
                        posterior,
                        part(
                                LikelihoodPart.class,
                                "joined",
                                Map.of(
                                        "parts",
                                        likelihoods,
                                        "privateFactors",
                                        PartType.nameOf(posterior).equals("product"))),
                        NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of())))
                        .withEstimator(estimator)
                        .toBuilder();
        if (!inference.isEmpty()) {
            builder.inference(part(InferencePart.class, inference, settings));
        }
        return builder.build().assemble(runtime, PLUGINS, of(ROWS), RandomKey.of(3));
    }
}
