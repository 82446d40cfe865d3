// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

/**
 * The text of a {@link Warning}, without its models.
 *
 * @param message as in {@link Warning}
 * @param remedy as in {@link Warning}
 */
record Doubt(String message, String remedy) {}
