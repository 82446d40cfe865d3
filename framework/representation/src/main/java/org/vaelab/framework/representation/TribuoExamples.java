// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Codes as Tribuo has them: features by name, in the order of the coordinates. */
final class TribuoExamples {

    private final String[] names;

    TribuoExamples(int width) {
        // Tribuo numbers features by their names in order, which must be that of the coordinates.
        names =
                IntStream.range(0, width)
                        .mapToObj(l -> String.format(Locale.ROOT, "%08d", l))
                        .toArray(String[]::new);
    }

    Dataset<Label> labelled(double[][] codes, int[] labels) {
        LabelFactory factory = new LabelFactory();
        return dataset(
                IntStream.range(0, codes.length)
                        .mapToObj(i -> example(codes[i], new Label(Integer.toString(labels[i]))))
                        .toList(),
                factory);
    }

    Dataset<ClusterID> unlabelled(double[][] codes) {
        return dataset(
                Arrays.stream(codes)
                        .map(code -> example(code, ClusteringFactory.UNASSIGNED_CLUSTER_ID))
                        .toList(),
                new ClusteringFactory());
    }

    /** Returns one code, whose label is to be predicted. */
    Example<Label> unknown(double[] code) {
        return example(code, LabelFactory.UNKNOWN_LABEL);
    }

    static int coordinate(String feature) {
        return Integer.parseInt(feature);
    }

    static int value(Label output) {
        return Integer.parseInt(output.getLabel());
    }

    private <T extends Output<T>> Example<T> example(double[] code, T output) {
        return new ArrayExample<>(output, names.clone(), code.clone());
    }

    private static <T extends Output<T>> Dataset<T> dataset(
            List<Example<T>> examples, OutputFactory<T> factory) {
        return new MutableDataset<>(
                examples, new SimpleDataSourceProvenance("codes", factory), factory);
    }
}
