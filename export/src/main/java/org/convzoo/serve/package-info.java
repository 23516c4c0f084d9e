/**
 * A server of exported models over HTTP, in the process that calls it.
 *
 * <p>Its HTTP library is Jetty 12, of which only the core is used, without servlets. It is kept (a
 * release every month), needs Java 17, and has in its core what a server in the open must have:
 * requests read as they come, without a thread for each slow client; time-outs and limits of
 * connections; TLS; a stop that lets those end that have begun; virtual threads where Java has
 * them. Javalin is Jetty with a layer for pages and routes, of which ten paths have no need; Vert.x
 * brings an event loop that computation must be kept away from, and its own futures; Undertow has
 * had little but repairs for years.
 *
 * <table>
 * <caption>Paths</caption>
 * <tr><td>{@code GET /}</td><td>a page to try models on images</td></tr>
 * <tr><td>{@code GET /v1/models}</td><td>the models; ours</td></tr>
 * <tr><td>{@code GET /v1/models/NAME[/versions/V]}</td><td>state</td></tr>
 * <tr><td>{@code GET /v1/models/NAME[/versions/V]/metadata}</td><td>signatures</td></tr>
 * <tr><td>{@code POST /v1/models/NAME[/versions/V]:predict}</td><td>tensors in JSON, by rows or
 * columns, as TensorFlow Serving has them; or an image file with its content type</td></tr>
 * <tr><td>{@code GET /v2, /v2/models/NAME[/versions/V][/ready]}</td><td>Open Inference
 * Protocol</td></tr>
 * <tr><td>{@code POST /v2/models/NAME[/versions/V]/infer}</td><td>likewise, tensors in JSON or
 * binary</td></tr>
 * <tr><td>{@code GET /v2/health/live, /v2/health/ready}</td><td>probes</td></tr>
 * <tr><td>{@code GET /metrics, /monitoring/prometheus/metrics}</td><td>for Prometheus</td></tr>
 * </table>
 *
 * <p>An error is {@code {"error": message}} with its status.
 */
package org.convzoo.serve;
