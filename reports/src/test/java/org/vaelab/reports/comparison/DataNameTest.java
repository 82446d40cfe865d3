// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.testkit.reports.Records;

final class DataNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"data": {"name": null, "path": "folder/prices.csv"}} | prices.csv
                    {"data": {"name": null, "path": null}}                | toy
                    {"data": {"name": "prices", "path": null}}            | prices
                    {"data": {"train": "folder/digits.npy"}}              | digits.npy
                    {"data": {"train": 1000}}                             | toy
                    {"data": {"parts": {"picture": {}, "caption": {}}}}   | picture and caption
                    {}                                                    | toy
                    """)
    void aKeyWithoutAValueIsNoName(String config, String name) {
        Comparison comparison = new Records().config(config).runs("a", "elbo", 1, -1).comparison();
        assertThat(DataName.of(comparison.completed().get(0).provenance())).isEqualTo(name);
    }
}
