// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class TwoSampleAccuracyContractTest extends MetricContract {

    TwoSampleAccuracyContractTest() {
        super(
                "{type: 'twoSample', examples: 110}",
                "{type: 'twoSample.neighbours', examples: 110}");
    }

    /**
     * Data that are fitted are all 1, those that are held out and samples all 0: samples are told,
     * data are not. Where all data are 1, all are told.
     */
    @Override
    protected List<KnownAnswer> knownAnswers() {
        int[] turns = IntStream.range(0, 40).map(i -> i % 2 == 0 ? 255 : 0).toArray();
        int[] ones = new int[40];
        Arrays.fill(ones, 255);
        double[][] heads = new double[256][2];
        return Stream.of("twoSample", "twoSample.neighbours")
                .flatMap(
                        name ->
                                Stream.of(
                                        new KnownAnswer(name, heads, heads, 0.5, 0)
                                                .ofData(turns)
                                                .drawing(0),
                                        new KnownAnswer(name, heads, heads, 1, 0)
                                                .ofData(ones)
                                                .drawing(0)))
                .toList();
    }
}
