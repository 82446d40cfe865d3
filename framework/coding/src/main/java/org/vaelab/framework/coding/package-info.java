// SPDX-License-Identifier: Apache-2.0

/**
 * Lossless compression with a trained model by bits-back coding: a bound in nats as the size of a
 * file. An entropy coder, the coding of values and latent variables, the format of the file, and
 * the metric {@code codeLength}. Depends on the core, data and evaluation.
 */
@NullMarked
package org.vaelab.framework.coding;

import org.jspecify.annotations.NullMarked;
