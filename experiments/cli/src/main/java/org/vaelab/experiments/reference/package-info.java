// SPDX-License-Identifier: Apache-2.0
/**
 * What is generated from the annotations of settings records: the texts of {@code describe}, the
 * JSON Schema of configs, and the reference of all keys.
 */
@NullMarked
package org.vaelab.experiments.reference;

import org.jspecify.annotations.NullMarked;
