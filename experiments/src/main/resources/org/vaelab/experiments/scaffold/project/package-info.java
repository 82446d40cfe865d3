/**
 * The plugin {@code {{name}}} of VaeLab.
 *
 * <p>{@link {{package}}.{{Name}}Posterior} holds the mathematics; the other classes tell VaeLab how to
 * find it and what it needs.
 */
package {{package}};
