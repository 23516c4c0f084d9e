package org.convzoo.train.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.UsageException;

/**
 * The processes that train together, as TensorFlow's {@code TF_CONFIG} names them: {@code
 * {"cluster": {"chief": ["a:2222"], "worker": ["b:2222", "c:2222"]}, "task": {"type": "worker",
 * "index": 0}}}. Where there is no chief, the first worker is it.
 *
 * @param members chief first
 * @param rank the number of this process among them, from 0, which is the chief
 * @param patience how long to wait for the others, at the start and in every step
 */
public record ClusterSpec(List<Member> members, int rank, Duration patience) {

  /** How long others are waited for, unless it is said. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The variable of the environment that orchestrators set. */
  public static final String VARIABLE = "TF_CONFIG";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> JOBS = List.of("chief", "worker");

  /** What TensorFlow knows besides; here those that train also evaluate. */
  private static final String EVALUATOR = "evaluator";

  private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s/]+):(\\d+)");

  /**
   * A process.
   *
   * @param job {@code chief} or {@code worker}
   * @param index among those of its job, from 0
   * @param host a name or an address
   * @param port from 1 to 65,535
   */
  public record Member(String job, int index, String host, int port) {

    /** Returns what TensorFlow calls it, such as {@code /job:worker/replica:0/task:1}. */
    public String task() {
      return "/job:%s/replica:0/task:%d".formatted(job, index);
    }

    String address() {
      return host + ":" + port;
    }

    @Override
    public String toString() {
      return "%s %d (%s)".formatted(job, index, address());
    }
  }

  public ClusterSpec {
    members = List.copyOf(members);
  }

  /**
   * Reads the environment of this process.
   *
   * @return nothing where it says nothing, or names one process alone
   * @throws IllegalArgumentException if it cannot be understood
   */
  public static Optional<ClusterSpec> fromEnvironment() {
    String text = System.getenv(VARIABLE);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    ClusterSpec spec = parse(text);
    return spec.size() > 1 ? Optional.of(spec) : Optional.empty();
  }

  /**
   * Reads a cluster.
   *
   * @throws IllegalArgumentException if it cannot be understood
   */
  public static ClusterSpec parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw refused("is not JSON: " + e.getOriginalMessage());
    }
    JsonNode cluster = root.path("cluster");
    if (!cluster.isObject()) {
      throw refused("has no \"cluster\", an object of lists of addresses");
    }
    cluster.fieldNames().forEachRemaining(ClusterSpec::requireKnown);
    List<Member> members = new ArrayList<>();
    for (String job : JOBS) {
      JsonNode addresses = cluster.path(job);
      if (!addresses.isMissingNode() && !addresses.isArray()) {
        throw refused("has a \"%s\" that is no list of addresses".formatted(job));
      }
      for (JsonNode address : addresses) {
        members.add(member(job, members, address.asText()));
      }
    }
    if (members.isEmpty()) {
      throw refused("names no chief and no worker");
    }
    if (cluster.path("chief").size() > 1) {
      throw refused("names %d chiefs: there can be one".formatted(cluster.path("chief").size()));
    }
    requireDistinct(members);
    return new ClusterSpec(members, rank(members, root.path("task")), PATIENCE);
  }

  private static void requireKnown(String job) {
    if (job.equals("ps")) {
      throw refused("has parameter servers (\"ps\"): here all workers hold all variables");
    }
    if (!JOBS.contains(job) && !job.equals(EVALUATOR)) {
      throw refused("has a job \"%s\": there is chief, worker".formatted(job));
    }
  }

  private static Member member(String job, List<Member> before, String address) {
    Matcher parts = ADDRESS.matcher(address);
    int port =
        parts.matches() && parts.group(2).length() < 6 ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 0xffff) {
      throw refused("has the address \"%s\": it should be HOST:PORT".formatted(address));
    }
    int index = (int) before.stream().filter(m -> m.job.equals(job)).count();
    return new Member(job, index, parts.group(1), port);
  }

  private static void requireDistinct(List<Member> members) {
    Set<String> addresses = new HashSet<>();
    for (Member member : members) {
      if (!addresses.add(member.address())) {
        throw refused("has the address %s twice".formatted(member.address()));
      }
    }
  }

  private static int rank(List<Member> members, JsonNode task) {
    String job = task.path("type").asText();
    if (job.equals(EVALUATOR)) {
      throw refused("makes this an evaluator, and there is nothing for it to do: workers evaluate");
    }
    JsonNode index = task.path("index");
    for (int rank = 0; rank < members.size(); rank++) {
      Member member = members.get(rank);
      if (member.job.equals(job) && index.isNumber() && member.index == index.asInt()) {
        return rank;
      }
    }
    throw refused(
        "says that this is task %s %s, and the cluster has no such".formatted(job, index));
  }

  private static UsageException refused(String why) {
    return new UsageException(VARIABLE + " " + why);
  }

  /** Returns the same with another patience. */
  public ClusterSpec withPatience(Duration other) {
    return new ClusterSpec(members, rank, other);
  }

  /** Returns how many processes there are. */
  public int size() {
    return members.size();
  }

  /** Returns this process. */
  public Member self() {
    return members.get(rank);
  }

  /** Whether this process writes what is kept. */
  public boolean isChief() {
    return rank == 0;
  }

  /** Returns the process that writes what is kept. */
  public Member chief() {
    return members.get(0);
  }

  /** Returns all others. */
  public List<Member> peers() {
    return members.stream().filter(member -> member != self()).toList();
  }
}
