// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The importance-weighted estimate of log p(x) with K draws: a row of {@code importance.csv}.
 *
 * <p>The draws of an example fall into disjoint blocks of K. The estimate of an example is the mean
 * over its blocks; k-hat is that of its first block.
 *
 * @param samples K, the number of draws of an estimate
 * @param blocks the number of blocks behind the estimate of an example
 * @param examples the number of test examples
 * @param logLikelihood the mean over examples in nats; NaN if that of an example is
 * @param standardError over examples, in nats; NaN with one example
 * @param unreliable the share of examples with unreliable k-hat; NaN if k-hat is not defined
 * @param notFitted the share of examples whose weights have no tail to fit; NaN if k-hat is not
 *     defined
 */
public record ImportancePoint(
        long samples,
        long blocks,
        int examples,
        double logLikelihood,
        double standardError,
        double unreliable,
        double notFitted) {

    private static final List<String> COLUMNS =
            List.of(
                    "samples",
                    "blocks",
                    "examples",
                    "logLikelihood",
                    "standardError",
                    "paretoK",
                    "paretoKNotFitted");

    static Csv csv(List<ImportancePoint> points) {
        Csv csv = new Csv(COLUMNS.toArray(String[]::new));
        for (ImportancePoint point : points) {
            csv.row(
                    point.samples(),
                    point.blocks(),
                    point.examples(),
                    point.logLikelihood(),
                    point.standardError(),
                    point.unreliable(),
                    point.notFitted());
        }
        return csv;
    }

    /**
     * Reads a file of what {@link #csv} returns.
     *
     * @throws DamagedFileException if it is not such a file; the message names the record
     * @throws IOException if it cannot be read
     */
    static List<ImportancePoint> read(Path path) throws IOException {
        return Csv.read(
                path,
                COLUMNS,
                f ->
                        new ImportancePoint(
                                Long.parseLong(f.get(0)),
                                Long.parseLong(f.get(1)),
                                Integer.parseInt(f.get(2)),
                                Csv.parsed(f.get(3)),
                                Csv.parsed(f.get(4)),
                                Csv.parsed(f.get(5)),
                                Csv.parsed(f.get(6))));
    }
}
