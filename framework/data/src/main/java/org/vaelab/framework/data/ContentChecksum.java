// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads all values of a data set once: computes their SHA-256, and checks those that nobody checked. The
 * checksum is the same however files were packed, and whether values lie in memory or on disk.
 */
final class ContentChecksum {

    private static final int ROWS_PER_REPORT = 4096;

    private final MessageDigest digest;
    private final DataFacts facts;

    private ContentChecksum(MessageDigest digest, DataFacts facts) {
        this.digest = digest;
        this.facts = facts;
    }

    /**
     * Returns the checksum in hex.
     *
     * @throws DataException if a value is not in its domain
     */
    static String of(
            String name,
            DataShape shape,
            Examples train,
            Optional<Examples> validation,
            Examples test,
            DataFacts facts,
            DataSource.Progress progress) {
        ContentChecksum content = new ContentChecksum(sha256(), facts);
        content.add(shape + " " + train.domain().name());
        content.add(train, "reading " + name + ", training examples", progress);
        content.add(test, "reading " + name + ", test examples", progress);
        validation.ifPresent(
                held -> content.add(held, "reading " + name + ", validation examples", progress));
        for (Column column : facts.columns()) {
            if (column.kind().hasCategories()) {
                content.add("\ncolumn " + column);
            }
        }
        facts.vocabulary().ifPresent(v -> content.add("\ntokens " + v.tokens()));
        return HexFormat.of().formatHex(content.digest.digest());
    }

    /** Checks all values that were not checked when they came. */
    static void check(Examples examples, DataFacts facts) {
        ContentChecksum content = new ContentChecksum(sha256(), facts);
        Examples all = examples.whole();
        double[] row = new double[all.width()];
        for (int i = 0; i < all.size() && !all.isChecked(); i++) {
            all.read(i, row, 0);
            content.requireValid(i, row, all);
        }
    }

    private void add(String text) {
        digest.update(text.getBytes(UTF_8));
    }

    private void add(Examples examples, String what, DataSource.Progress progress) {
        add("\nexamples " + examples.size() + "\n");
        Examples all = examples.whole();
        double[] row = new double[all.isChecked() ? 0 : all.width()];
        for (int i = 0; i < all.size(); i++) {
            if (!all.isChecked()) {
                all.read(i, row, 0);
                requireValid(i, row, all);
            }
            all.digest(i, digest);
            if (i % ROWS_PER_REPORT == 0 && all.isStreamed()) {
                progress.transferred(what, i, all.size());
            }
        }
        examples.labels().ifPresent(this::add);
    }

    private void requireValid(int i, double[] row, Examples examples) {
        for (int j = 0; j < row.length; j++) {
            if (!facts.contains(examples.domain(), j, row[j])) {
                throw DataException.of(
                        "%s %s, value %s: %s, expected %s",
                        examples.origin().equals(Origin.INDEX)
                                ? "example"
                                : examples.origin().column(),
                        examples.origin().of().apply(i),
                        facts.columns().isEmpty()
                                ? Integer.toString(j)
                                : "'" + facts.columns().get(j).name() + "'",
                        row[j],
                        examples.domain().expected());
            }
        }
    }

    private void add(Labels labels) {
        for (Labels.Column column : labels.columns()) {
            add("\nlabels " + column.name() + " " + column.cardinality() + "\n");
            ByteBuffer bytes = ByteBuffer.allocate(column.size() * Integer.BYTES);
            bytes.asIntBuffer().put(column.values());
            digest.update(bytes.array());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
