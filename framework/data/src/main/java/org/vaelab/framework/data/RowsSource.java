// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** Rows that a Java program holds in memory. The config names their content, and the program gives them. */
@Part(value = "rows", description = "rows in the memory of a Java program, which gives them")
public record RowsSource(
        @Setting("name in tables") String name,
        @Setting("what the values are") ValueDomain domain,
        @Setting("SHA-256 of the rows, their labels and how they are split") String checksum)
        implements DataSource {

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        throw DataException.of(
                "the rows '%s' are in the memory of the program that trained with them"
                        + "\n    in Java: Results.model(name, seed), or Model.open with the Lab of the"
                        + " experiment; rows of your own go into the methods of a Model",
                name);
    }

    /** Returns {@code gaussian} for real numbers, {@code columns} for columns of kinds, {@code poisson} for counts. */
    @Override
    public String defaultLikelihood() {
        return switch (domain) {
            case REAL -> "gaussian";
            case COLUMNS -> "columns";
            case COUNTS -> "poisson";
            default -> DataSource.super.defaultLikelihood();
        };
    }
}
