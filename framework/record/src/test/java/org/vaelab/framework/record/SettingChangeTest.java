// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingChangeTest {

    @Test
    void configsDifferInValuesAndAListIsOne() {
        assertThat(
                        SettingChange.between(
                                        RecordMapper.tree(new Pair(1, List.of(1, 2))),
                                        RecordMapper.tree(new Pair(1, List.of(1, 3))),
                                        "--set")
                                .toString())
                .isEqualTo("[SettingChange[key=b, from=[1,2], to=[1,3], by=--set]]");
    }

    private record Pair(int a, List<Integer> b) {}
}
